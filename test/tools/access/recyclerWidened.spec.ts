import { expect } from "chai";
import { RECYCLED_NAMES } from "./support/everyCase.ts";
import * as widen from "./support/widenPolicy.ts";

const allowed = (principal: string, action: string, ...descriptions: readonly string[]) =>
  descriptions.map((description) => `${principal} ${action} ${description}: allowed, not denied`);

const UPDATE = "lambda:UpdateFunctionConfiguration";
/** The same description for each function. */
const each = (describe: (name: string) => string): readonly string[] => [...RECYCLED_NAMES, "pinger"].map(describe);
/** The same description for each function that reads something. */
const eachRecycled = (describe: (name: string) => string): readonly string[] => RECYCLED_NAMES.map(describe);
const LAYER = (name: string) => `on ${name}, with a layer in the request`;
const VPC = (name: string) => `on ${name}, with a VPC in the request`;
const SIBLING = (name: string) => `on a sibling application's ${name}`;
const OTHERS = [
  "on pinger",
  ...each(SIBLING),
  ...each((name) => `on the other environment's ${name}`),
  "on the recycler",
];

describe("the access matrix of the recycler's policy", function () {
  this.timeout(180_000);

  const changeUpdating = (change: widen.Change) =>
    widen.unexpectedAfter("recyclerPolicy", "UpdateFunctionVariables", change);

  it("detects ReadFunctionConfiguration on every resource", async () => {
    const lines = await widen.unexpectedAfter("recyclerPolicy", "ReadFunctionConfiguration", widen.withResource("*"));
    expect(lines).to.have.members(allowed("recycler", "lambda:GetFunctionConfiguration", ...OTHERS));
  });

  it("detects ReadFunctionConfiguration with lambda:*", async () => {
    const lines = await widen.unexpectedAfter(
      "recyclerPolicy",
      "ReadFunctionConfiguration",
      widen.withAction("lambda:*"),
    );
    expect(lines).to.deep.equal([
      ...allowed("recycler", "lambda:UpdateFunctionCode", ...eachRecycled((name) => `on ${name}`)),
      ...allowed("recycler", UPDATE, ...RECYCLED_NAMES.flatMap((name) => [LAYER(name), VPC(name)])),
      ...allowed("recycler", "lambda:InvokeFunction", ...eachRecycled((name) => `on ${name}`)),
    ]);
  });

  it("detects UpdateFunctionVariables without its condition", async () => {
    expect(await changeUpdating(widen.withoutCondition("Null"))).to.deep.equal(
      allowed("recycler", UPDATE, ...RECYCLED_NAMES.flatMap((name) => [LAYER(name), VPC(name)])),
    );
  });

  it("detects UpdateFunctionVariables with a layer", async () => {
    const lines = await changeUpdating(widen.withConditions({ Null: { "lambda:VpcIds": "true" } }));
    expect(lines).to.deep.equal(allowed("recycler", UPDATE, ...eachRecycled(LAYER)));
  });

  it("detects UpdateFunctionVariables with a VPC", async () => {
    const lines = await changeUpdating(widen.withConditions({ Null: { "lambda:Layer": "true" } }));
    expect(lines).to.deep.equal(allowed("recycler", UPDATE, ...eachRecycled(VPC)));
  });

  it("detects UpdateFunctionVariables on every resource", async () => {
    expect(await changeUpdating(widen.withResource("*"))).to.have.members(allowed("recycler", UPDATE, ...OTHERS));
  });

  it("detects UpdateFunctionVariables with the stack's names as a prefix, which also matches the recycler", async () => {
    const stackFunctions = "arn:aws:lambda:eu-west-1:123456789012:function:parameterStoreBlog-dev_*";
    const lines = await changeUpdating(widen.withResource(stackFunctions));
    expect(lines).to.deep.equal(allowed("recycler", UPDATE, "on pinger", "on the recycler"));
  });

  it("detects UpdateFunctionVariables with UpdateFunctionCode", async () => {
    const lines = await changeUpdating(widen.withAction("lambda:UpdateFunctionCode"));
    expect(lines).to.deep.equal(
      allowed("recycler", "lambda:UpdateFunctionCode", ...eachRecycled((name) => `on ${name}`)),
    );
  });

  it("detects SendToDeadLetterQueue on every queue", async () => {
    const lines = await widen.unexpectedAfter("recyclerPolicy", "SendToDeadLetterQueue", widen.withResource("*"));
    const others = ["on a sibling application's queue", "on the other environment's queue"];
    expect(lines).to.deep.equal(allowed("recycler", "sqs:SendMessage", ...others));
  });

  it("detects SendToDeadLetterQueue with permission to receive", async () => {
    const lines = await widen.unexpectedAfter(
      "recyclerPolicy",
      "SendToDeadLetterQueue",
      widen.withAction("sqs:ReceiveMessage"),
    );
    expect(lines).to.deep.equal(allowed("recycler", "sqs:ReceiveMessage", "on the stack's dead-letter queue"));
  });

  it("detects WriteLog on every log group", async () => {
    const lines = await widen.unexpectedAfter("recyclerPolicy", "WriteLog", widen.withResource("*"));
    const logs = RECYCLED_NAMES.flatMap((name) => [
      `in ${name}'s log group`,
      `in the log group of a sibling application's ${name}`,
      `in the log group of the other environment's ${name}`,
    ]);
    expect(lines).to.include.members(allowed("recycler", "logs:PutLogEvents", ...logs));
  });

  it("detects WriteLog with permission to pass roles", async () => {
    const lines = await widen.unexpectedAfter("recyclerPolicy", "WriteLog", (statement) => ({
      ...statement,
      Action: "iam:PassRole",
      Resource: "*",
    }));
    expect(lines).to.include.members(
      allowed(
        "recycler",
        "iam:PassRole",
        "the role of viewer, passed to Lambda",
        "the recycler's role, passed to Lambda",
      ),
    );
  });

  it("detects WriteLog with permission to read parameters", async () => {
    const lines = await widen.unexpectedAfter("recyclerPolicy", "WriteLog", (statement) => ({
      ...statement,
      Action: "ssm:GetParametersByPath",
      Resource: "*",
    }));
    expect(lines).to.include.members(allowed("recycler", "ssm:GetParametersByPath", "on the stack's own path"));
  });

  it("does not change for kms:* in an IAM policy, because only the key policy controls the key", async () => {
    const lines = await widen.unexpectedAfter("recyclerPolicy", "ReadFunctionConfiguration", (statement) => ({
      ...statement,
      Action: [statement.Action, "kms:*"].flat(),
      Resource: "*",
    }));
    expect(lines.filter((line) => line.includes("kms:"))).to.deep.equal([]);
  });
});

describe("the access matrix of the permission to invoke the recycler", function () {
  this.timeout(180_000);

  const changeInvoking = (change: widen.Change) =>
    widen.unexpectedAfter("recyclerPermission", "AllowEventBridgeInvoke", change);
  const FOR_RULE = "on the recycler, called by a service for this stack's rule";
  const FOR_ANY = ["for the other environment's rule", "for no rule"].map(
    (rule) => `on the recycler, called by a service ${rule}`,
  );

  it("detects a permission without the rule", async () => {
    expect(await changeInvoking(widen.unconditional)).to.deep.equal(
      allowed("events", "lambda:InvokeFunction", ...FOR_ANY),
    );
  });

  it("detects a permission for another service", async () => {
    const lines = await changeInvoking(widen.withPrincipal({ Service: "ec2.amazonaws.com" }));
    expect(lines).to.include.members(allowed("ec2", "lambda:InvokeFunction", FOR_RULE));
  });

  it("detects a permission for everyone", async () => {
    const lines = await changeInvoking((statement) => ({ ...statement, Principal: "*", Condition: {} }));
    expect(lines).to.include.members(allowed("viewer/otherEnv", "lambda:InvokeFunction", "on the recycler"));
    expect(lines).to.include.members(allowed("foreign*", "lambda:InvokeFunction", "on the recycler"));
  });

  it("detects a permission for every Lambda action", async () => {
    const lines = await changeInvoking(widen.withAction("lambda:*"));
    for (const action of ["lambda:UpdateFunctionCode", UPDATE]) {
      expect(lines).to.include.members(allowed("events", action, FOR_RULE));
    }
  });
});

describe("the access matrix of the dead-letter queue's policy", function () {
  this.timeout(180_000);

  const changeSending = (change: widen.Change) =>
    widen.unexpectedAfter("deadLetterQueuePolicy", "AllowEventBridgeSendMessage", change);
  const FOR_RULE = "on the stack's dead-letter queue, called by a service for this stack's rule";
  const FOR_ANY = ["for the other environment's rule", "for no rule"].map(
    (rule) => `on the stack's dead-letter queue, called by a service ${rule}`,
  );

  it("detects a queue policy without the rule", async () => {
    expect(await changeSending(widen.unconditional)).to.deep.equal(allowed("events", "sqs:SendMessage", ...FOR_ANY));
  });

  it("detects a queue policy for another service", async () => {
    const lines = await changeSending(widen.withPrincipal({ Service: "ec2.amazonaws.com" }));
    expect(lines).to.include.members(allowed("ec2", "sqs:SendMessage", FOR_RULE));
  });

  it("detects a queue policy for everyone", async () => {
    const lines = await changeSending((statement) => ({ ...statement, Principal: "*", Condition: {} }));
    expect(lines).to.include.members(allowed("foreign*", "sqs:SendMessage", "on the stack's dead-letter queue"));
  });

  it("detects a queue policy for receiving", async () => {
    const lines = await changeSending(widen.withAction("sqs:ReceiveMessage"));
    expect(lines).to.deep.equal(allowed("events", "sqs:ReceiveMessage", FOR_RULE));
  });
});

describe("the access matrix of the recycler's trust policy", function () {
  this.timeout(180_000);

  const changePrincipal = (principal: Parameters<typeof widen.withPrincipal>[0]) =>
    widen.unexpectedAfter("recyclerTrustPolicy", "AllowLambdaAssumeRole", widen.withPrincipal(principal));

  it("detects a trust policy for functions of other accounts", async () => {
    const change = widen.withoutCondition("StringEquals");
    const lines = await widen.unexpectedAfter("recyclerTrustPolicy", "AllowLambdaAssumeRole", change);
    expect(lines).to.deep.equal(
      allowed("lambda", "sts:AssumeRole", "the recycler's role, for a function of another account"),
    );
  });

  it("detects a trust policy for EventBridge", async () => {
    const lines = await changePrincipal({ Service: "events.amazonaws.com" });
    expect(lines).to.include.members(allowed("events", "sts:AssumeRole", "the recycler's role"));
  });

  it("detects a trust policy for the account, which delegates to IAM policies", async () => {
    const lines = await changePrincipal({ AWS: "arn:aws:iam::123456789012:root" });
    expect(lines).to.include.members(allowed("role*", "sts:AssumeRole", "the recycler's role"));
  });

  it("detects a trust policy for everyone", async () => {
    const lines = await changePrincipal("*");
    expect(lines).to.include.members(allowed("viewer/otherEnv", "sts:AssumeRole", "the recycler's role"));
  });
});
