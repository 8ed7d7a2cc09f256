import { expect } from "chai";
import * as widen from "./support/widenPolicy.ts";

const changeReading = (change: widen.Change) => widen.unexpectedAfter("functionPolicy", "ReadParameters", change);
const allowed = (action: string, description: string) => `function ${action} ${description}: allowed, not denied`;

describe("the access matrix of the function's policy", () => {
  it("detects ReadParameters on every resource", async () => {
    const paths = ["below the stack's own path", "one level up, on the whole environment"];
    const others = ["on a sibling application's path", "on the other environment's path"];
    expect(await changeReading(widen.withResource("*"))).to.deep.equal(
      [...paths, ...others].map((path) => allowed("ssm:GetParametersByPath", path)),
    );
  });

  it("detects ReadParameters with the path as a prefix", async () => {
    const lines = await changeReading((statement) => ({ ...statement, Resource: `${String(statement.Resource)}*` }));
    expect(lines).to.include(allowed("ssm:GetParametersByPath", "on a sibling application's path"));
  });

  it("detects ReadParameters with ssm:GetParameter*", async () => {
    const own = "on the stack's own path";
    expect(await changeReading(widen.withAction("ssm:GetParameter*"))).to.deep.equal([
      allowed("ssm:GetParameter", own),
      allowed("ssm:GetParameterHistory", own),
    ]);
  });

  it("detects ReadParameters with PutParameter", async () => {
    const lines = await changeReading(widen.withAction("ssm:PutParameter"));
    expect(lines).to.deep.equal([allowed("ssm:PutParameter", "on the stack's own path")]);
  });

  it("detects SendTraces with permission to read traces", async () => {
    const lines = await widen.unexpectedAfter("functionPolicy", "SendTraces", widen.withAction("xray:*"));
    expect(lines).to.deep.equal([allowed("xray:BatchGetTraces", "in the account")]);
  });

  it("detects WriteLog on every log group", async () => {
    const lines = await widen.unexpectedAfter("functionPolicy", "WriteLog", widen.withResource("*"));
    expect(lines).to.include(allowed("logs:PutLogEvents", "in a sibling application's log group"));
    expect(lines).to.include(allowed("logs:CreateLogStream", "in the other environment's log group"));
  });

  it("does not change for kms:* in an IAM policy, because only the key policy controls the key", async () => {
    const lines = await widen.unexpectedAfter("functionPolicy", "SendTraces", widen.withAction("kms:*"));
    expect(lines).to.deep.equal([]);
  });
});

describe("the access matrix of the function's trust policy", () => {
  const changePrincipal = (principal: Parameters<typeof widen.withPrincipal>[0]) =>
    widen.unexpectedAfter("trustPolicy", "AllowLambdaAssumeRole", widen.withPrincipal(principal));

  it("detects a trust policy for another service", async () => {
    expect(await changePrincipal({ Service: "ec2.amazonaws.com" })).to.include(
      "ec2 sts:AssumeRole the function's role: allowed, not denied",
    );
  });

  it("detects a trust policy for the account, which delegates to IAM policies", async () => {
    const lines = await changePrincipal({ AWS: "arn:aws:iam::123456789012:root" });
    expect(lines).to.include("role* sts:AssumeRole the function's role: allowed, not denied");
    expect(lines).to.include("admin* sts:AssumeRole the function's role: allowed, not denied");
  });

  it("detects a trust policy for another account", async () => {
    const lines = await changePrincipal({ AWS: "arn:aws:iam::999999999999:root" });
    expect(lines).to.include("foreign* sts:AssumeRole the function's role: allowed, not denied");
  });

  it("detects a trust policy for everyone", async () => {
    const lines = await changePrincipal("*");
    expect(lines).to.include("otherFunction sts:AssumeRole the function's role: allowed, not denied");
  });
});
