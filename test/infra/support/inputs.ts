import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { functionPolicy, trustPolicy } from "../../../infra/policies/functionPolicy.ts";
import { keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import { ACCOUNT_ID, ADMIN_ID, KEY_ID, roleIdOf } from "../../../tools/fakes/mockAws.ts";
import type { ProgramRun } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";
import { revealed } from "./secretValue.ts";

/** The values that differ between stacks. */
export interface StackValues {
  readonly environment: string;
  readonly memorySize: number;
  readonly retentionInDays: number;
  readonly deletionWindowInDays: number;
  readonly insecureValue: string;
  readonly value: string;
}

export const typesAndNames = ({ resources }: ProgramRun): string[] =>
  resources.map(({ type, name, parent }) => `${type} ${name} in ${parent ?? "the stack"}`).sort();

/** Asserts the inputs of every resource, except for code and the provider's text, which other tests check. */
export function expectInputs(run: ProgramRun, stack: StackValues): void {
  const { environment } = stack;
  const prefix = `parameterStoreBlog-${environment}`;
  const path = `/${environment}/parameterStoreBlog`;
  const account = { partition: "aws", region: "eu-west-1", accountId: ACCOUNT_ID };
  const application = { environment, appName: "parameterStoreBlog" };
  const viewer = `${prefix}_viewer`;
  const roleArn = (functionName: string) => `arn:aws:iam::${ACCOUNT_ID}:role/${functionName}-1234567`;

  const functionResources = (
    name: string,
    reads: "all" | readonly string[],
    own: { readonly description: string; readonly memorySize: number },
  ): Record<string, unknown> => {
    const functionName = `${prefix}_${name}`;
    return {
      [functionName]: { description: `Runs ${functionName}`, assumeRolePolicy: trustPolicy(account) },
      [`${name}-policy`]: {
        role: `${functionName}-1234567`,
        policy: functionPolicy(account, application, { functionName, reads }),
      },
      [`${name}-logs`]: { name: `/aws/lambda/${functionName}`, retentionInDays: stack.retentionInDays },
      [`${name}-function`]: {
        ...own,
        name: functionName,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        ephemeralStorage: { size: 512 },
        handler: "index.handler",
        role: roleArn(functionName),
        timeout: 5,
        tracingConfig: { mode: "Active" },
        loggingConfig: { logFormat: "JSON", logGroup: `/aws/lambda/${functionName}` },
        environment: {
          variables: {
            ENV: environment,
            APP_CONFIG_PATH: "parameterStoreBlog",
            AWS_XRAY_TRACING_NAME: functionName,
            CACHE_TTL_SECONDS: "300",
            CACHE_MAX_STALE_SECONDS: "3600",
          },
        },
      },
      [name]: {},
    };
  };

  const expected: Record<string, unknown> = {
    ...functionResources("viewer", "all", {
      description: `Reads all sections under ${path}`,
      memorySize: stack.memorySize,
    }),
    ...functionResources("notifier", ["appConfig"], {
      description: `Reads appConfig under ${path}`,
      memorySize: 128,
    }),
    "secrets-key": {
      description: `Encrypts the secrets of ${prefix}`,
      enableKeyRotation: true,
      deletionWindowInDays: stack.deletionWindowInDays,
      policy: keyPolicy(account, application, {
        administrators: [{ arn: `arn:aws:iam::${ACCOUNT_ID}:user/parameter-admin`, uniqueId: ADMIN_ID }],
        decryptors: [{ arn: roleArn(viewer), uniqueId: roleIdOf(viewer), secrets: "all" }],
      }),
    },
    "secrets-alias": { name: `alias/${prefix}`, targetKeyId: KEY_ID },
    "config-appConfig": {
      name: `${path}/appConfig`,
      type: "String",
      tier: "Intelligent-Tiering",
      insecureValue: stack.insecureValue,
    },
    "config-appSecrets": {
      name: `${path}/appSecrets`,
      value: stack.value,
      keyId: `arn:aws:kms:eu-west-1:${ACCOUNT_ID}:key/${KEY_ID}`,
      tags: {},
    },
    secrets: {},
    config: {},
  };
  expect([...new Set(run.resources.map((one) => one.name))].sort()).to.deep.equal(Object.keys(expected).sort());
  for (const resource of run.resources) {
    expect(comparable(revealed(resource.inputs)), resource.name).to.deep.equal(expected[resource.name]);
  }
  expectCode(run);
}

/** Parses policies, and removes CONFIG_VERSION and the provider's text, which other tests check. */
function comparable(inputs: unknown): unknown {
  const { __provider, code, ...rest } = inputs as Record<string, unknown>;
  if ("environment" in rest) {
    const { variables } = rest["environment"] as { variables: Record<string, string> };
    const { CONFIG_VERSION, ...others } = variables;
    expect(CONFIG_VERSION).to.match(/^[0-9a-f]{12}$/);
    rest["environment"] = { variables: others };
  }
  expect(__provider === undefined || code === undefined).to.be.true;
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) =>
      /policy$/i.test(key) && typeof value === "string" ? [key, JSON.parse(value)] : [key, value],
    ),
  );
}

function expectCode({ resources }: ProgramRun): void {
  for (const name of ["viewer-function", "notifier-function"]) {
    const { inputs, ignoreChanges } = only(resources, "aws:lambda/function:Function", name);
    expect(ignoreChanges).to.deep.equal(["environment.variables.RECYCLED_AT"]);
    expect(inputs["code"]).to.be.instanceOf(pulumi.asset.FileArchive);
  }
}
