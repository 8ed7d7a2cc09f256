import { expect } from "chai";
import { FUNCTION_NAMES } from "./support/everyCase.ts";
import * as widen from "./support/widenPolicy.ts";

const PARAMETERS = "arn:aws:ssm:eu-west-1:123456789012:parameter";
const PATH = `${PARAMETERS}/dev/parameterStoreBlog`;

const changeReading = (name: string, change: widen.Change) =>
  widen.unexpectedAfter(widen.policyOf(name), "ReadParameters", change);
const allowed = (principal: string, action: string, description: string) =>
  `${principal} ${action} ${description}: allowed, not denied`;

describe("the access matrix of a policy by path", function () {
  this.timeout(180_000);

  it("detects ReadParameters on every resource", async () => {
    const lines = await changeReading("viewer", widen.withResource("*"));
    for (const path of ["on the path of all parameters", "on the path of the whole environment"]) {
      expect(lines).to.include(allowed("viewer", "ssm:GetParametersByPath", path));
    }
    for (const path of ["on a sibling application's path", "on the other environment's path", "below payments"]) {
      expect(lines).to.include(allowed("viewer", "ssm:GetParametersByPath", path));
    }
  });

  it("detects ReadParameters with the path as a prefix", async () => {
    const lines = await changeReading("viewer", widen.withResource(`${PATH}*`));
    expect(lines).to.include(allowed("viewer", "ssm:GetParametersByPath", "on a sibling application's path"));
  });

  it("detects ReadParameters on a parent of the path", async () => {
    for (const [parent, description] of [
      ["/", "on the path of all parameters"],
      ["/dev", "on the path of the whole environment"],
    ] as const) {
      const lines = await changeReading("viewer", widen.withResource(`${PARAMETERS}${parent}`));
      expect(lines).to.include(allowed("viewer", "ssm:GetParametersByPath", description));
    }
  });

  it("detects ReadParameters with ssm:GetParameter*", async () => {
    const own = "on the stack's own path";
    expect(await changeReading("viewer", widen.withAction("ssm:GetParameter*"))).to.deep.equal(
      ["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParameterHistory"].map((action) =>
        allowed("viewer", action, own),
      ),
    );
  });

  it("detects ReadParameters with PutParameter", async () => {
    const lines = await changeReading("viewer", widen.withAction("ssm:PutParameter"));
    expect(lines).to.deep.equal([allowed("viewer", "ssm:PutParameter", "on the stack's own path")]);
  });
});

describe("the access matrix of a policy by names", function () {
  this.timeout(180_000);

  it("detects another section in the list", async () => {
    const lines = await changeReading("payer", widen.withMoreResources(`${PATH}/audit`));
    expect(lines).to.deep.equal([allowed("payer", "ssm:GetParameters", "on audit")]);
    const plain = await changeReading("notifier", widen.withMoreResources(`${PATH}/payments`));
    expect(plain).to.deep.equal([allowed("notifier", "ssm:GetParameters", "on payments")]);
  });

  it("detects a missing section in the list", async () => {
    const lines = await changeReading("payer", widen.withResource(`${PATH}/payments`));
    expect(lines).to.deep.equal(["payer ssm:GetParameters on appConfig: denied, not allowed"]);
  });

  it("detects a path instead of names", async () => {
    const lines = await changeReading("payer", (statement) => ({
      ...statement,
      Action: "ssm:GetParametersByPath",
      Resource: PATH,
    }));
    expect(lines).to.include(allowed("payer", "ssm:GetParametersByPath", "on the stack's own path"));
  });

  it("detects every parameter below the path", async () => {
    const lines = await changeReading("notifier", widen.withResource(`${PATH}/*`));
    for (const section of ["payments", "audit", "undeclared"]) {
      expect(lines).to.include(allowed("notifier", "ssm:GetParameters", `on ${section}`));
    }
  });

  it("detects names as prefixes", async () => {
    const lines = await changeReading("notifier", widen.withResource(`${PATH}/appConfig*`));
    expect(lines).to.deep.equal([allowed("notifier", "ssm:GetParameters", "below appConfig")]);
  });

  it("detects the same section of a sibling application and of another environment", async () => {
    const lines = await changeReading("notifier", widen.withResource(`${PARAMETERS}/*/appConfig`));
    expect(lines).to.include(allowed("notifier", "ssm:GetParameters", "on appConfig of a sibling application"));
    expect(lines).to.include(allowed("notifier", "ssm:GetParameters", "on appConfig of the other environment"));
  });

  it("detects each other action that returns a value", async () => {
    for (const action of ["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParametersByPath"]) {
      const lines = await changeReading("payer", widen.withAction(action));
      expect(lines).to.deep.equal(
        ["on appConfig", "on payments"].map((description) => allowed("payer", action, description)),
      );
    }
  });
});

describe("the access matrix of a policy that reads nothing", function () {
  this.timeout(180_000);

  it("detects permission to read parameters", async () => {
    const lines = await widen.unexpectedAfter(widen.policyOf("pinger"), "SendTraces", widen.withAction("ssm:Get*"));
    expect(lines).to.include(allowed("pinger", "ssm:GetParameters", "on appConfig"));
    expect(lines).to.include(allowed("pinger/person", "ssm:GetParameterHistory", "on payments"));
  });
});

describe("the access matrix of the condition on the function", function () {
  this.timeout(180_000);

  const OWN = {
    viewer: "on the stack's own path",
    payer: "on payments",
    auditor: "on audit",
    notifier: "on appConfig",
  } as const;

  for (const [name, description] of Object.entries(OWN)) {
    const action = name === "viewer" ? "ssm:GetParametersByPath" : "ssm:GetParameters";

    it(`detects ReadParameters of ${name} without lambda:SourceFunctionArn`, async () => {
      const lines = await changeReading(name, widen.withoutCondition("ArnEquals"));
      expect(lines).to.include(allowed(`${name}/otherFn`, action, description));
      expect(lines).to.include(allowed(`${name}/person`, action, description));
    });

    it(`detects ReadParameters of ${name} for every function of the stack`, async () => {
      const anyFunction = "arn:aws:lambda:eu-west-1:123456789012:function:parameterStoreBlog-dev_*";
      const lines = await changeReading(name, (statement) => ({
        ...statement,
        Condition: { ArnLike: { "lambda:SourceFunctionArn": anyFunction } },
      }));
      expect(lines).to.include(allowed(`${name}/otherFn`, action, description));
      expect(lines.filter((line) => line.startsWith(`${name}/person`))).to.deep.equal([]);
    });

    it(`detects ReadParameters of ${name} if the condition also applies outside Lambda`, async () => {
      const lines = await changeReading(name, ({ Condition = {}, ...rest }) => ({
        ...rest,
        Condition: { ArnEqualsIfExists: { ...Condition["ArnEquals"] } },
      }));
      expect(lines).to.include(allowed(`${name}/person`, action, description));
    });
  }
});

describe("the access matrix of every function's policy", function () {
  this.timeout(180_000);

  for (const name of FUNCTION_NAMES) {
    const others = FUNCTION_NAMES.filter((other) => other !== name);

    it(`detects SendTraces of ${name} with permission to read traces`, async () => {
      const lines = await widen.unexpectedAfter(widen.policyOf(name), "SendTraces", widen.withAction("xray:*"));
      expect(lines).to.include(allowed(name, "xray:BatchGetTraces", "in the account"));
    });

    it(`detects WriteLog of ${name} on every log group of the stack`, async () => {
      const groups = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/parameterStoreBlog-dev_*:log-stream:*";
      const lines = await widen.unexpectedAfter(widen.policyOf(name), "WriteLog", widen.withResource(groups));
      for (const other of others) {
        expect(lines).to.include(allowed(name, "logs:PutLogEvents", `in ${other}'s log group`));
      }
      expect(lines.filter((line) => line.includes("environment"))).to.deep.equal([]);
    });

    it(`does not change for kms:* in the IAM policy of ${name}, because only the key policy controls the key`, async () => {
      const lines = await widen.unexpectedAfter(widen.policyOf(name), "SendTraces", widen.withAction("kms:*"));
      expect(lines).to.deep.equal([]);
    });
  }
});

describe("the access matrix of every function's trust policy", function () {
  this.timeout(180_000);

  for (const name of FUNCTION_NAMES) {
    const changePrincipal = (principal: Parameters<typeof widen.withPrincipal>[0]) =>
      widen.unexpectedAfter(widen.trustPolicyOf(name), "AllowLambdaAssumeRole", widen.withPrincipal(principal));
    const assumes = (principal: string) => allowed(principal, "sts:AssumeRole", `the role of ${name}`);

    it(`detects a trust policy of ${name} for another service`, async () => {
      expect(await changePrincipal({ Service: "ec2.amazonaws.com" })).to.include(assumes("ec2"));
    });

    it(`detects a trust policy of ${name} for the account, which delegates to IAM policies`, async () => {
      const lines = await changePrincipal({ AWS: "arn:aws:iam::123456789012:root" });
      expect(lines).to.include(assumes("role*")).and.include(assumes("admin*"));
    });

    it(`detects a trust policy of ${name} for another account`, async () => {
      expect(await changePrincipal({ AWS: "arn:aws:iam::999999999999:root" })).to.include(assumes("foreign*"));
    });

    it(`detects a trust policy of ${name} for functions of other accounts`, async () => {
      const lines = await widen.unexpectedAfter(
        widen.trustPolicyOf(name),
        "AllowLambdaAssumeRole",
        widen.withoutCondition("StringEquals"),
      );
      expect(lines).to.deep.equal([
        allowed("lambda", "sts:AssumeRole", `the role of ${name}, for a function of another account`),
      ]);
    });

    it(`detects a trust policy of ${name} for everyone`, async () => {
      expect(await changePrincipal("*")).to.include(assumes("viewer/otherEnv"));
    });
  }
});
