import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { functionPolicy, trustPolicy } from "../../../infra/policies/functionPolicy.ts";
import { keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import { ACCOUNT_ID, ADMIN_ID, FUNCTION_ROLE_ID, KEY_ID } from "../../../tools/fakes/mockAws.ts";
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
  const name = `parameterStoreBlog-${environment}`;
  const path = `/${environment}/parameterStoreBlog`;
  const account = { partition: "aws", region: "eu-west-1", accountId: ACCOUNT_ID };
  const application = { environment, appName: "parameterStoreBlog" };
  const roleArn = `arn:aws:iam::${ACCOUNT_ID}:role/${name}-1234567`;

  const expected: Record<string, unknown> = {
    [name]: {
      description: `Runs ${name}`,
      assumeRolePolicy: trustPolicy(),
    },
    "reader-policy": { role: `${name}-1234567`, policy: functionPolicy(account, application) },
    "secrets-key": {
      description: `Encrypts the secrets of ${name}`,
      enableKeyRotation: true,
      deletionWindowInDays: stack.deletionWindowInDays,
      policy: keyPolicy(account, application, {
        administrators: [{ arn: `arn:aws:iam::${ACCOUNT_ID}:user/parameter-admin`, uniqueId: ADMIN_ID }],
        decryptor: { arn: roleArn, uniqueId: FUNCTION_ROLE_ID },
      }),
    },
    "secrets-alias": { name: `alias/${name}`, targetKeyId: KEY_ID },
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
    "reader-logs": { name: `/aws/lambda/${name}`, retentionInDays: stack.retentionInDays },
    "reader-function": {
      name,
      description: `Reads its configuration under ${path}`,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: roleArn,
      memorySize: stack.memorySize,
      timeout: 5,
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON", logGroup: `/aws/lambda/${name}` },
      environment: {
        variables: {
          ENV: environment,
          APP_CONFIG_PATH: "parameterStoreBlog",
          AWS_XRAY_TRACING_NAME: name,
          CACHE_TTL_SECONDS: "300",
          CACHE_MAX_STALE_SECONDS: "3600",
        },
      },
    },
    reader: {},
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
  const { inputs, ignoreChanges } = only(resources, "aws:lambda/function:Function");
  expect(ignoreChanges).to.deep.equal(["environment.variables.RECYCLED_AT"]);
  expect(inputs["code"]).to.be.instanceOf(pulumi.asset.FileArchive);
}
