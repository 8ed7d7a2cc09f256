import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { ACCOUNT_ID } from "../fakes/mockAws.ts";
import { runProgram } from "../fakes/program.ts";
import { only } from "../fakes/registrations.ts";
import type { Registration } from "../fakes/registrations.ts";
import { sampleConfig, PROJECT } from "../fakes/stackFiles.ts";
import type { Stack, StackPair } from "./stack.ts";

const DEPLOYER = `arn:aws:iam::${ACCOUNT_ID}:role/deployer`;

let recorded: Promise<readonly StackPair[]> | undefined;

/** Returns dev and prod, each paired with the other, as the unchanged program emits them. Records them only once. */
export const recordedStacks = (): Promise<readonly StackPair[]> => (recorded ??= record());

async function record(): Promise<readonly StackPair[]> {
  // Sequentially, because the process has only one mocked engine.
  const dev = await recordStack("dev");
  const prod = await recordStack("prod");
  return [
    { stack: dev, other: prod },
    { stack: prod, other: dev },
  ];
}

async function recordStack(name: string): Promise<Stack> {
  const { resources, outputs, error } = await runProgram({
    stack: name,
    config: { [`${PROJECT}:keyAdministrators`]: [DEPLOYER], [`${PROJECT}:refreshOnChange`]: true },
  });
  if (error !== undefined) throw new Error(`The program fails for stack "${name}".`, { cause: error });
  const text = (key: string) => textOf(outputs, key);
  const [, partition = "", , region = "", accountId = ""] = text("keyArn").split(":");
  const lambda = only(resources, "aws:lambda/function:Function", "reader-function");
  const recycler = only(resources, "aws:lambda/function:Function", "recycler-function");
  const roleOf = (functionName: string) => only(resources, "aws:iam/role:Role", functionName);
  return {
    name,
    partition,
    region,
    accountId,
    keyArn: text("keyArn"),
    parameterPath: text("parameterPath"),
    logGroupName: text("logGroupName"),
    functionName: text("functionName"),
    roleArn: textOf(lambda.inputs, "role"),
    recyclerName: text("recyclerName"),
    recyclerLogGroupName: textOf(only(resources, "aws:cloudwatch/logGroup:LogGroup", "recycler-logs").inputs, "name"),
    recyclerRoleArn: textOf(recycler.inputs, "role"),
    ruleName: textOf(only(resources, "aws:cloudwatch/eventRule:EventRule").inputs, "name"),
    queueName: text("deadLetterQueueName"),
    adminArn: `arn:${partition}:iam::${accountId}:user/${textOf(sampleConfig(name), `${PROJECT}:adminUser`)}`,
    deployerArn: DEPLOYER,
    documents: {
      keyPolicy: document(only(resources, "aws:kms/key:Key"), "policy"),
      functionPolicy: document(only(resources, "aws:iam/rolePolicy:RolePolicy", "reader-policy"), "policy"),
      trustPolicy: document(roleOf(text("functionName")), "assumeRolePolicy"),
      recyclerPolicy: document(only(resources, "aws:iam/rolePolicy:RolePolicy", "recycler-policy"), "policy"),
      recyclerTrustPolicy: document(roleOf(text("recyclerName")), "assumeRolePolicy"),
      recyclerPermission: permission(
        only(resources, "aws:lambda/permission:Permission"),
        `arn:${partition}:lambda:${region}:${accountId}:function:${text("recyclerName")}`,
      ),
      deadLetterQueuePolicy: document(only(resources, "aws:sqs/queue:Queue"), "policy"),
    },
  };
}

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
