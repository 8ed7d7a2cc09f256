import * as path from "node:path";
import type { Section } from "../../app/runtime/configuration/section.ts";
import { declaredSections } from "../../infra/config/functions/declaredApp.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { ACCOUNT_ID } from "../fakes/mockAws.ts";
import { runProgram } from "../fakes/program.ts";
import { only } from "../fakes/registrations.ts";
import type { Registration } from "../fakes/registrations.ts";
import { sampleConfig, PROJECT } from "../fakes/stackFiles.ts";
import { ROOT } from "../lib/paths.ts";
import type { SectionKind, Stack, StackFunction, StackPair } from "./stack.ts";

const DEPLOYER = `arn:aws:iam::${ACCOUNT_ID}:role/deployer`;

const recorded = new Map<string, Promise<readonly StackPair[]>>();

/**
 * Returns dev and prod, each paired with the other, as the program emits them. Records them only once.
 *
 * @param project the project's folder, whose `app/` declares the functions and sections
 */
export function recordedStacks(project = ROOT): Promise<readonly StackPair[]> {
  const stacks = recorded.get(project) ?? record(project);
  recorded.set(project, stacks);
  return stacks;
}

async function record(project: string): Promise<readonly StackPair[]> {
  const exports = (await import(path.join(project, "app/sections.ts"))) as Readonly<Record<string, unknown>>;
  const sections = declaredSections({ sections: exports });
  const schemas = Object.values(sections).map(({ schema }) => schema);
  // The policies do not depend on values, so the program runs with others, which no schema may reject. It has the same objects.
  for (const section of Object.values(sections)) Object.assign(section, { schema: undefined });
  try {
    // Sequentially, because the process has only one mocked engine.
    const dev = await recordStack("dev", project, sections);
    const prod = await recordStack("prod", project, sections);
    return [
      { stack: dev, other: prod },
      { stack: prod, other: dev },
    ];
  } finally {
    for (const [index, section] of Object.values(sections).entries())
      Object.assign(section, { schema: schemas[index] });
  }
}

async function recordStack(name: string, project: string, declared: Readonly<Record<string, Section>>): Promise<Stack> {
  const sections = Object.fromEntries(Object.entries(declared).map(([key, { kind }]) => [key, kind]));
  const managed = Object.keys(declared).filter((key) => declared[key]?.managed !== false);
  const valuesOf = (kind: SectionKind) =>
    Object.fromEntries(managed.filter((key) => sections[key] === kind).map((key) => [key, { key: "x" }]));
  const { resources, outputs, error } = await runProgram({
    project,
    stack: name,
    secrets: valuesOf("secret"),
    config: {
      [`${PROJECT}:parameters`]: valuesOf("plain"),
      [`${PROJECT}:keyAdministrators`]: [DEPLOYER],
      [`${PROJECT}:refreshOnChange`]: true,
    },
  });
  if (error !== undefined) throw new Error(`The program fails for stack "${name}".`, { cause: error });
  const text = (key: string) => textOf(outputs, key);
  const [, partition = "", , region = "", accountId = ""] = text("keyArn").split(":");
  const recycler = only(resources, "aws:lambda/function:Function", "recycler-function");
  return {
    name,
    partition,
    region,
    accountId,
    keyArn: text("keyArn"),
    parameterPath: text("parameterPath"),
    sections,
    functions: Object.entries(outputs["functions"] as Readonly<Record<string, FunctionOutputs>>).map(([key, output]) =>
      functionOf(key, output, resources),
    ),
    recyclerName: text("recyclerName"),
    recyclerLogGroupName: textOf(only(resources, "aws:cloudwatch/logGroup:LogGroup", "recycler-logs").inputs, "name"),
    recyclerRoleArn: textOf(recycler.inputs, "role"),
    ruleName: textOf(only(resources, "aws:cloudwatch/eventRule:EventRule", "recycler-rule").inputs, "name"),
    queueName: text("deadLetterQueueName"),
    adminArn: `arn:${partition}:iam::${accountId}:user/${textOf(sampleConfig(name), `${PROJECT}:adminUser`)}`,
    deployerArn: DEPLOYER,
    documents: {
      keyPolicy: document(only(resources, "aws:kms/key:Key", "secrets-key"), "policy"),
      recyclerPolicy: document(only(resources, "aws:iam/rolePolicy:RolePolicy", "recycler-policy"), "policy"),
      recyclerTrustPolicy: document(only(resources, "aws:iam/role:Role", text("recyclerName")), "assumeRolePolicy"),
      recyclerPermission: permission(
        only(resources, "aws:lambda/permission:Permission", "recycler-permission"),
        `arn:${partition}:lambda:${region}:${accountId}:function:${text("recyclerName")}`,
      ),
      deadLetterQueuePolicy: document(only(resources, "aws:sqs/queue:Queue", "recycler-dead-letters-queue"), "policy"),
    },
  };
}

/** The outputs about a function. */
type FunctionOutputs = Pick<StackFunction, "functionName" | "functionArn" | "logGroupName" | "reads">;

const functionOf = (
  name: string,
  { functionName, functionArn, logGroupName, reads }: FunctionOutputs,
  resources: readonly Registration[],
): StackFunction => ({
  name,
  functionName,
  functionArn,
  logGroupName,
  reads,
  roleArn: textOf(only(resources, "aws:lambda/function:Function", `${name}-function`).inputs, "role"),
  policy: document(only(resources, "aws:iam/rolePolicy:RolePolicy", `${name}-policy`), "policy"),
  trustPolicy: document(only(resources, "aws:iam/role:Role", functionName), "assumeRolePolicy"),
});

const document = ({ inputs }: Registration, key: string): PolicyDocument =>
  JSON.parse(textOf(inputs, key)) as PolicyDocument;

/** Returns the resource policy that Lambda creates from a permission. */
const permission = ({ inputs }: Registration, functionArn: string): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: textOf(inputs, "statementId"),
      Effect: "Allow",
      Principal: { Service: textOf(inputs, "principal") },
      Action: textOf(inputs, "action"),
      Resource: functionArn,
      Condition: { ArnLike: { "aws:SourceArn": textOf(inputs, "sourceArn") } },
    },
  ],
});

function textOf(values: Readonly<Record<string, unknown>>, key: string): string {
  const value = values[key];
  if (typeof value !== "string") throw new Error(`${key} is not a string.`);
  return value;
}
