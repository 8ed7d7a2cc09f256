import { expect } from "chai";
import { recordedStacks } from "../../tools/access/recordedStacks.ts";
import type { StackPair } from "../../tools/access/stack.ts";
import { runValidProgram } from "../../tools/fakes/program.ts";
import type { ProgramRun } from "../../tools/fakes/program.ts";
import { appDeclaring, sharedProject } from "../../tools/fakes/projectWithApp.ts";
import { only } from "../../tools/fakes/registrations.ts";

const ACCOUNT = "123456789012";
const NOTIFIER = "parameterStoreBlog-dev_notifier";
const NOTIFIER_ARN = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${NOTIFIER}`;
const QUEUE_ARN = `arn:aws:sqs:eu-west-1:${ACCOUNT}:mail`;
const QUEUE_ACTIONS = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

const TRIGGERS = `
  const queue = new aws.sqs.Queue("mail", { name: "mail", visibilityTimeoutSeconds: 60 });
  new aws.lambda.EventSourceMapping("mail", {
    eventSourceArn: queue.arn,
    functionName: readers.notifier.lambda.arn,
    batchSize: 10,
  });

  const schedule = new aws.cloudwatch.EventRule("hourly", { name: "hourly", scheduleExpression: "rate(1 hour)" });
  new aws.lambda.Permission("hourly", {
    action: "lambda:InvokeFunction",
    function: readers.notifier.lambda.name,
    principal: "events.amazonaws.com",
    sourceArn: schedule.arn,
  });
  new aws.cloudwatch.EventTarget("hourly", { rule: schedule.name, arn: readers.notifier.lambda.arn });

  const address = new aws.lambda.FunctionUrl("notifier", {
    functionName: readers.notifier.lambda.name,
    authorizationType: "AWS_IAM",
  });
  export const notifierUrl = address.functionUrl;
`;

/** Returns the folder of a project with these lines at the end of `index.ts`. */
function projectWithTriggers(lines: string): string {
  const functions = {
    viewer: { reads: "all" },
    notifier: { reads: ["appConfig"], permissions: [{ actions: QUEUE_ACTIONS, resources: [QUEUE_ARN] }] },
  };
  const app = appDeclaring(functions, { appConfig: "plain", appSecrets: "secret" });
  return sharedProject(app, `import * as aws from "@pulumi/aws";\n${lines}`);
}

describe("a trigger that index.ts attaches to a function", () => {
  let run: ProgramRun;
  let recorded: readonly StackPair[];

  before(async () => {
    const project = projectWithTriggers(TRIGGERS);
    run = await runValidProgram({ project });
    recorded = await recordedStacks(project);
  });

  it("can be a queue", () => {
    const mapping = only(run.resources, "aws:lambda/eventSourceMapping:EventSourceMapping");
    expect(mapping.inputs).to.deep.equal({ eventSourceArn: QUEUE_ARN, functionName: NOTIFIER_ARN, batchSize: 10 });
    expect(mapping.dependsOn).to.deep.equal(["mail", "notifier-function"]);
    const policy = only(run.resources, "aws:iam/rolePolicy:RolePolicy", "notifier-policy").inputs["policy"];
    expect((JSON.parse(String(policy)) as { Statement: unknown[] }).Statement.at(-1)).to.deep.equal({
      Sid: "Permission1",
      Effect: "Allow",
      Action: QUEUE_ACTIONS,
      Resource: [QUEUE_ARN],
    });
  });

  it("can be a schedule", () => {
    expect(only(run.resources, "aws:lambda/permission:Permission").inputs).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: NOTIFIER,
      principal: "events.amazonaws.com",
      sourceArn: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/hourly`,
    });
    expect(only(run.resources, "aws:cloudwatch/eventTarget:EventTarget").inputs).to.deep.equal({
      rule: "hourly",
      arn: NOTIFIER_ARN,
    });
  });

  it("can be a function URL", () => {
    expect(only(run.resources, "aws:lambda/functionUrl:FunctionUrl").inputs).to.deep.equal({
      functionName: NOTIFIER,
      authorizationType: "AWS_IAM",
    });
    expect(run.outputs["notifierUrl"]).to.match(/^https:\/\/notifier\.lambda-url\.eu-west-1\./);
  });

  it("leaves the policies of the stack to the check of its access", () => {
    const [dev] = recorded;
    expect(dev?.stack).to.include({ ruleName: "parameterStoreBlog-dev_recycler" });
    expect(dev?.stack.queueName).to.equal("parameterStoreBlog-dev_recycler");
  });

  it("fails in a test with mocks if MockAws does not know its resource type", async () => {
    let message = "";
    const project = projectWithTriggers(`new aws.sns.Topic("news", { name: "news" });`);
    await runValidProgram({ project }).catch((error: unknown) => {
      message = [error, ...((error as AggregateError).errors as unknown[])].join("\n");
    });
    expect(message).to.include("Unknown resource type: aws:sns/topic:Topic");
  });
});
