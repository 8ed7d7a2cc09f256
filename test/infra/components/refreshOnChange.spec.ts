import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { maxRecycleMs } from "../../../app/runtime/recycler/recycleTiming.ts";
import { RefreshOnChange } from "../../../infra/components/refreshOnChange.ts";
import { functionArn } from "../../../infra/naming.ts";
import { trustPolicy } from "../../../infra/policies/functionPolicy.ts";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import { deadLetterQueuePolicy, recyclerPolicy } from "../../../infra/policies/recyclerPolicies.ts";
import { ACCOUNT_ID } from "../../../tools/fakes/mockAws.ts";
import { runMocked, runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramRun } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";
import { PROJECT } from "../../../tools/fakes/stackFiles.ts";

const NAME = "parameterStoreBlog-dev_recycler";
const FUNCTIONS = ["parameterStoreBlog-dev_viewer", "parameterStoreBlog-dev_notifier"];
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT_ID}:alarms`;
const QUEUE_ARN = `arn:aws:sqs:eu-west-1:${ACCOUNT_ID}:${NAME}`;
const RULE_ARN = `arn:aws:events:eu-west-1:${ACCOUNT_ID}:rule/${NAME}`;

const account = { partition: "aws", region: "eu-west-1", accountId: ACCOUNT_ID };
const application = { environment: "dev", appName: "parameterStoreBlog" };

/** The inputs of all resources that refreshOnChange adds. */
const EXPECTED: Readonly<Record<string, unknown>> = {
  recycler: {},
  "recycler-dead-letters": {},
  "recycler-dead-letters-queue": {
    name: NAME,
    messageRetentionSeconds: 1_209_600,
    sqsManagedSseEnabled: true,
    policy: deadLetterQueuePolicy(account, application),
  },
  "recycler-dead-letters-alarm": {
    name: NAME,
    alarmDescription: `Parameter changes that the recycler could not handle are in the queue ${NAME}`,
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: NAME },
    statistic: "Maximum",
    period: 60,
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    alarmActions: [TOPIC],
  },
  [NAME]: { description: `Runs ${NAME}`, assumeRolePolicy: trustPolicy(account) },
  "recycler-policy": { role: `${NAME}-1234567`, policy: recyclerPolicy(account, application, FUNCTIONS) },
  "recycler-logs": { name: `/aws/lambda/${NAME}`, retentionInDays: 7 },
  "recycler-function": {
    name: NAME,
    description: "Recycles the execution environments of the functions that read a changed parameter",
    runtime: "nodejs24.x",
    architectures: ["arm64"],
    handler: "index.handler",
    role: `arn:aws:iam::${ACCOUNT_ID}:role/${NAME}-1234567`,
    memorySize: 128,
    timeout: 121,
    reservedConcurrentExecutions: 1,
    deadLetterConfig: { targetArn: QUEUE_ARN },
    loggingConfig: { logFormat: "JSON", logGroup: `/aws/lambda/${NAME}` },
    environment: {
      variables: { FUNCTION_NAME_PREFIX: "parameterStoreBlog-dev_", PARAMETER_PATH: "/dev/parameterStoreBlog" },
    },
  },
  "recycler-rule": {
    name: NAME,
    description: "Parameter changes under /dev/parameterStoreBlog",
    eventPattern: {
      source: ["aws.ssm"],
      "detail-type": ["Parameter Store Change"],
      detail: { name: [{ prefix: "/dev/parameterStoreBlog/" }], operation: ["Create", "Update", "Delete"] },
    },
  },
  "recycler-permission": {
    statementId: "AllowEventBridgeInvoke",
    action: "lambda:InvokeFunction",
    function: NAME,
    principal: "events.amazonaws.com",
    sourceArn: RULE_ARN,
  },
  "recycler-target": {
    rule: NAME,
    targetId: "recycler",
    arn: `arn:aws:lambda:eu-west-1:${ACCOUNT_ID}:function:${NAME}`,
    deadLetterConfig: { arn: QUEUE_ARN },
  },
};

const documents = (inputs: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(inputs)
      .filter(([key]) => key !== "code")
      .map(([key, value]) => [
        key,
        typeof value === "string" && value.startsWith("{") ? (JSON.parse(value) as unknown) : value,
      ]),
  );

/** Returns the file of a function's bundle, whose name is a hash of its content. */
async function bundleOf({ resources }: ProgramRun, name: string): Promise<string> {
  const { code } = only(resources, "aws:lambda/function:Function", `${name}-function`).inputs;
  expect(code).to.be.instanceOf(pulumi.asset.FileArchive);
  return (code as pulumi.asset.FileArchive).path;
}

describe("the program with refreshOnChange", () => {
  let run: ProgramRun;
  let without: ProgramRun;

  before(async () => {
    without = await runProgram({ stack: "dev" });
    run = await runProgram({
      stack: "dev",
      config: { [`${PROJECT}:refreshOnChange`]: true, [`${PROJECT}:alarmTopicArn`]: TOPIC },
    });
  });

  const added = () => run.resources.filter(({ name }) => without.resources.every((other) => other.name !== name));

  it("adds these resources with these inputs", () => {
    expect(Object.fromEntries(added().map(({ name, inputs }) => [name, documents(inputs)]))).to.deep.equal(EXPECTED);
  });

  it("changes no other resource", () => {
    for (const { name, inputs } of without.resources) {
      const again = run.resources.find((one) => one.name === name)?.inputs;
      expect(documents(again ?? {}), name).to.deep.equal(documents(inputs));
    }
  });

  it("bundles the recycler separately", async () => {
    expect(await bundleOf(run, "recycler")).not.to.equal(await bundleOf(run, "viewer"));
  });

  it("creates role policy and log group before the recycler, and the permission before the target", () => {
    const dependencies = (name: string) => run.resources.find((one) => one.name === name)?.dependsOn;
    expect(dependencies("recycler-function")).to.include.members(["recycler-policy", "recycler-logs"]);
    expect(dependencies("recycler-target")).to.include("recycler-permission");
  });

  it("exports the names of the recycler and of the dead-letter queue", () => {
    expect(run.outputs).to.include({ recyclerName: NAME, deadLetterQueueName: NAME });
    expect(without.outputs).to.include({ recyclerName: null, deadLetterQueueName: null });
  });
});

describe("RefreshOnChange", () => {
  /** Creates the component for functions by what they read. Returns the recycler's inputs, and the functions it can update. */
  async function createFor(functions: Readonly<Record<string, readonly string[] | "all">>) {
    const { resources, error } = await runMocked({}, () => {
      new RefreshOnChange("recycler", {
        account,
        application,
        code: new pulumi.asset.AssetArchive({}),
        functions: Object.entries(functions).map(([name, reads]) => ({ functionName: `app_${name}`, reads })),
        logRetentionDays: 7,
      });
      return Promise.resolve({});
    });
    expect(error).to.equal(undefined);
    const { policy } = only(resources, "aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(String(policy)) as PolicyDocument;
    return {
      resources,
      inputs: only(resources, "aws:lambda/function:Function").inputs,
      updates: Statement.find(({ Sid }) => Sid === "UpdateFunctionVariables")?.Resource,
    };
  }

  it("does not let the recycler update functions that read nothing, or itself", async () => {
    const { updates } = await createFor({ one: ["appSecrets"], two: [], three: "all" });
    expect(updates).to.deep.equal([functionArn(account, "app_one"), functionArn(account, "app_three")]);
  });

  it("lets the recycler update no function if none reads a parameter", async () => {
    expect((await createFor({ one: [] })).updates).to.equal(undefined);
  });

  it("gives the recycler time for ten functions at the rate that Lambda allows, and the same variables", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `reader${index}`);
    const { inputs } = await createFor(Object.fromEntries(names.map((name) => [name, ["appConfig"]])));
    expect(Number(inputs["timeout"])).to.be.within(maxRecycleMs(10) / 1000 + 50, 900);
    expect(inputs["environment"]).to.deep.equal((EXPECTED["recycler-function"] as typeof inputs)["environment"]);
  });

  it("adds no alarm action without alarmTopicArn", async () => {
    const { resources } = await createFor({ one: "all" });
    expect(only(resources, "aws:cloudwatch/metricAlarm:MetricAlarm").inputs).not.to.have.property("alarmActions");
  });
});
