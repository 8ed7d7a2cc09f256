import { expect } from "chai";
import { unexpected } from "../../../tools/access/matrix.ts";
import type { Documents } from "../../../tools/access/stack.ts";
import * as widen from "./support/widened.ts";

/** What turns red in the matrix when one statement of the role's policies is widened. */
async function red(document: keyof Documents, sid: string, change: widen.Change): Promise<string[]> {
  return unexpected(await widen.verdictsAfter(document, [sid, change]));
}

const reading = (change: widen.Change) => red("functionPolicy", "ReadParameters", change);
const allowed = (action: string, where: string) => `function ${action} ${where}: allowed, not denied`;

describe("a wider policy of the function turns the matrix red:", () => {
  it("ReadParameters on everything", async () => {
    const places = ["below the stack's own path", "one level up, on the whole environment"];
    const others = ["on a sibling application's path", "on the other environment's path"];
    expect(await reading(widen.withResource("*"))).to.deep.equal(
      [...places, ...others].map((where) => allowed("ssm:GetParametersByPath", where)),
    );
  });

  it("ReadParameters with the path as a prefix", async () => {
    const cells = await reading((statement) => ({ ...statement, Resource: `${String(statement.Resource)}*` }));
    expect(cells).to.include(allowed("ssm:GetParametersByPath", "on a sibling application's path"));
  });

  it("ReadParameters with every way to get parameters", async () => {
    const own = "on the stack's own path";
    expect(await reading(widen.withAction("ssm:GetParameter*"))).to.deep.equal([
      allowed("ssm:GetParameter", own),
      allowed("ssm:GetParameterHistory", own),
    ]);
  });

  it("ReadParameters with PutParameter", async () => {
    const cells = await reading(widen.withAction("ssm:PutParameter"));
    expect(cells).to.deep.equal([allowed("ssm:PutParameter", "on the stack's own path")]);
  });

  it("SendTraces with the right to read them", async () => {
    const cells = await red("functionPolicy", "SendTraces", widen.withAction("xray:*"));
    expect(cells).to.deep.equal([allowed("xray:BatchGetTraces", "in the account")]);
  });

  it("WriteLog on every log group", async () => {
    const cells = await red("functionPolicy", "WriteLog", widen.withResource("*"));
    expect(cells).to.include(allowed("logs:PutLogEvents", "in a sibling application's"));
    expect(cells).to.include(allowed("logs:CreateLogStream", "in the other environment's"));
  });

  it("but not on the key, which asks its own policy alone", async () => {
    const cells = await red("functionPolicy", "SendTraces", widen.withAction("kms:*"));
    expect(cells).to.deep.equal([]);
  });
});

describe("a wider trust policy turns the matrix red:", () => {
  const trusting = (principal: Parameters<typeof widen.withPrincipal>[0]) =>
    red("trustPolicy", "AllowLambdaAssumeRole", widen.withPrincipal(principal));

  it("another service", async () => {
    expect(await trusting({ Service: "ec2.amazonaws.com" })).to.include(
      "ec2 sts:AssumeRole the function's role: allowed, not denied",
    );
  });

  it("the account, which lets IAM policies in", async () => {
    const cells = await trusting({ AWS: "arn:aws:iam::123456789012:root" });
    expect(cells).to.include("role* sts:AssumeRole the function's role: allowed, not denied");
    expect(cells).to.include("admin* sts:AssumeRole the function's role: allowed, not denied");
  });

  it("another account", async () => {
    const cells = await trusting({ AWS: "arn:aws:iam::999999999999:root" });
    expect(cells).to.include("foreign* sts:AssumeRole the function's role: allowed, not denied");
  });

  it("everyone", async () => {
    const cells = await trusting("*");
    expect(cells).to.include("otherFn sts:AssumeRole the function's role: allowed, not denied");
  });
});
