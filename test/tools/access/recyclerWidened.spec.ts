import { expect } from "chai";
import { unexpected } from "../../../tools/access/matrix.ts";
import type { Documents } from "../../../tools/access/stack.ts";
import * as widen from "./support/widened.ts";

/** What turns red in the matrix when one statement of the recycler's documents is widened. */
async function red(document: keyof Documents, sid: string, change: widen.Change): Promise<string[]> {
  return unexpected(await widen.verdictsAfter(document, [sid, change]));
}

const allowed = (who: string, action: string, ...places: readonly string[]) =>
  places.map((where) => `${who} ${action} ${where}: allowed, not denied`);

const UPDATE = "lambda:UpdateFunctionConfiguration";
const LAYER = "on the stack's function, naming a layer";
const VPC = "on the stack's function, naming a VPC";
const OTHERS = ["on the recycler", "on a sibling application's function", "on the other environment's function"];

describe("a wider policy of the recycler turns the matrix red:", () => {
  const writing = (change: widen.Change) => red("recyclerPolicy", "UpdateFunctionVariables", change);

  it("ReadFunctionConfiguration on everything", async () => {
    const cells = await red("recyclerPolicy", "ReadFunctionConfiguration", widen.withResource("*"));
    expect(cells).to.deep.equal(allowed("recycler", "lambda:GetFunctionConfiguration", ...OTHERS));
  });

  it("ReadFunctionConfiguration with every action of Lambda", async () => {
    const cells = await red("recyclerPolicy", "ReadFunctionConfiguration", widen.withAction("lambda:*"));
    expect(cells).to.deep.equal([
      ...allowed("recycler", "lambda:UpdateFunctionCode", "on the stack's function"),
      ...allowed("recycler", UPDATE, LAYER, VPC),
      ...allowed("recycler", "lambda:InvokeFunction", "on the stack's function"),
    ]);
  });

  it("UpdateFunctionVariables without its condition", async () => {
    expect(await writing(widen.withoutCondition("Null"))).to.deep.equal(allowed("recycler", UPDATE, LAYER, VPC));
  });

  it("UpdateFunctionVariables with a layer", async () => {
    const cells = await writing(widen.withConditions({ Null: { "lambda:VpcIds": "true" } }));
    expect(cells).to.deep.equal(allowed("recycler", UPDATE, LAYER));
  });

  it("UpdateFunctionVariables with a VPC", async () => {
    const cells = await writing(widen.withConditions({ Null: { "lambda:Layer": "true" } }));
    expect(cells).to.deep.equal(allowed("recycler", UPDATE, VPC));
  });

  it("UpdateFunctionVariables on everything", async () => {
    expect(await writing(widen.withResource("*"))).to.deep.equal(allowed("recycler", UPDATE, ...OTHERS));
  });

  it("UpdateFunctionVariables with the function's name as a prefix, which is that of the recycler too", async () => {
    const cells = await writing((statement) => ({ ...statement, Resource: `${String(statement.Resource)}*` }));
    expect(cells).to.deep.equal(allowed("recycler", UPDATE, "on the recycler"));
  });

  it("UpdateFunctionVariables with UpdateFunctionCode", async () => {
    const cells = await writing(widen.withAction("lambda:UpdateFunctionCode"));
    expect(cells).to.deep.equal(allowed("recycler", "lambda:UpdateFunctionCode", "on the stack's function"));
  });

  it("SendToDeadLetterQueue on every queue", async () => {
    const cells = await red("recyclerPolicy", "SendToDeadLetterQueue", widen.withResource("*"));
    const others = ["on a sibling application's", "on the other environment's"];
    expect(cells).to.deep.equal(allowed("recycler", "sqs:SendMessage", ...others));
  });

  it("SendToDeadLetterQueue with the right to receive", async () => {
    const cells = await red("recyclerPolicy", "SendToDeadLetterQueue", widen.withAction("sqs:ReceiveMessage"));
    expect(cells).to.deep.equal(allowed("recycler", "sqs:ReceiveMessage", "on the stack's dead-letter queue"));
  });

  it("WriteLog on every log group", async () => {
    const cells = await red("recyclerPolicy", "WriteLog", widen.withResource("*"));
    const places = ["in the function's log group", "in a sibling application's", "in the other environment's"];
    expect(cells).to.include.members(allowed("recycler", "logs:PutLogEvents", ...places));
  });

  it("WriteLog with the right to pass roles", async () => {
    const cells = await red("recyclerPolicy", "WriteLog", (statement) => ({
      ...statement,
      Action: "iam:PassRole",
      Resource: "*",
    }));
    expect(cells).to.include.members(
      allowed("recycler", "iam:PassRole", "the function's role, to Lambda", "the recycler's role, to Lambda"),
    );
  });

  it("WriteLog with the right to read parameters", async () => {
    const cells = await red("recyclerPolicy", "WriteLog", (statement) => ({
      ...statement,
      Action: "ssm:GetParametersByPath",
      Resource: "*",
    }));
    expect(cells).to.include.members(allowed("recycler", "ssm:GetParametersByPath", "on the stack's own path"));
  });

  it("but not on the key, which asks its own policy alone", async () => {
    const cells = await red("recyclerPolicy", "ReadFunctionConfiguration", (statement) => ({
      ...statement,
      Action: [statement.Action, "kms:*"].flat(),
      Resource: "*",
    }));
    expect(cells.filter((cell) => cell.includes("kms:"))).to.deep.equal([]);
  });
});

describe("a wider permission to invoke the recycler turns the matrix red:", () => {
  const invoking = (change: widen.Change) => red("recyclerPermission", "AllowEventBridgeInvoke", change);
  const FOR_RULE = "on the recycler, asked by a service for this stack's rule";
  const FOR_ANY = ["for the other environment's rule", "for no rule"].map(
    (rule) => `on the recycler, asked by a service ${rule}`,
  );

  it("without the rule", async () => {
    expect(await invoking(widen.unconditional)).to.deep.equal(allowed("events", "lambda:InvokeFunction", ...FOR_ANY));
  });

  it("for another service", async () => {
    const cells = await invoking(widen.withPrincipal({ Service: "ec2.amazonaws.com" }));
    expect(cells).to.include.members(allowed("ec2", "lambda:InvokeFunction", FOR_RULE));
  });

  it("for everyone", async () => {
    const cells = await invoking((statement) => ({ ...statement, Principal: "*", Condition: {} }));
    expect(cells).to.include.members(allowed("otherFn", "lambda:InvokeFunction", "on the recycler"));
    expect(cells).to.include.members(allowed("foreign*", "lambda:InvokeFunction", "on the recycler"));
  });

  it("with every action", async () => {
    const cells = await invoking(widen.withAction("lambda:*"));
    for (const action of ["lambda:UpdateFunctionCode", UPDATE]) {
      expect(cells).to.include.members(allowed("events", action, FOR_RULE));
    }
  });
});

describe("a wider policy of the dead-letter queue turns the matrix red:", () => {
  const sending = (change: widen.Change) => red("deadLetterQueuePolicy", "AllowEventBridgeSendMessage", change);
  const FOR_RULE = "on the stack's, asked by a service for this stack's rule";
  const FOR_ANY = ["for the other environment's rule", "for no rule"].map(
    (rule) => `on the stack's, asked by a service ${rule}`,
  );

  it("without the rule", async () => {
    expect(await sending(widen.unconditional)).to.deep.equal(allowed("events", "sqs:SendMessage", ...FOR_ANY));
  });

  it("for another service", async () => {
    const cells = await sending(widen.withPrincipal({ Service: "ec2.amazonaws.com" }));
    expect(cells).to.include.members(allowed("ec2", "sqs:SendMessage", FOR_RULE));
  });

  it("for everyone", async () => {
    const cells = await sending((statement) => ({ ...statement, Principal: "*", Condition: {} }));
    expect(cells).to.include.members(allowed("foreign*", "sqs:SendMessage", "on the stack's dead-letter queue"));
  });

  it("with the right to receive", async () => {
    const cells = await sending(widen.withAction("sqs:ReceiveMessage"));
    expect(cells).to.deep.equal(allowed("events", "sqs:ReceiveMessage", FOR_RULE));
  });
});

describe("a wider trust policy of the recycler turns the matrix red:", () => {
  const trusting = (principal: Parameters<typeof widen.withPrincipal>[0]) =>
    red("recyclerTrustPolicy", "AllowLambdaAssumeRole", widen.withPrincipal(principal));

  it("EventBridge", async () => {
    const cells = await trusting({ Service: "events.amazonaws.com" });
    expect(cells).to.include.members(allowed("events", "sts:AssumeRole", "the recycler's role"));
  });

  it("the account, which lets IAM policies in", async () => {
    const cells = await trusting({ AWS: "arn:aws:iam::123456789012:root" });
    expect(cells).to.include.members(allowed("role*", "sts:AssumeRole", "the recycler's role"));
  });

  it("everyone", async () => {
    const cells = await trusting("*");
    expect(cells).to.include.members(allowed("otherFn", "sts:AssumeRole", "the recycler's role"));
  });
});
