import { expect } from "chai";
import { ANY_SECTIONS } from "../../../tools/fakes/projectWithApp.ts";
import { configProblems, problemsWith } from "../support/configProblems.ts";

describe("the config key `environment`", () => {
  const pattern = "must be 1 to 31 lowercase letters, digits and hyphens, starting with a letter";
  const prefix = 'must not start with "aws" or "ssm", which Parameter Store reserves';
  const fix = "pulumi config set environment dev";
  const rejected = {
    "Prod!": pattern,
    "1dev": pattern,
    "-dev": pattern,
    "de/v": pattern,
    [`d${"e".repeat(31)}`]: pattern,
    "aws-x": prefix,
    ssm1: prefix,
  };
  for (const [given, rule] of Object.entries(rejected)) {
    it(`rejects ${given}`, async () => {
      expect(await problemsWith({ environment: given })).to.deep.equal([{ key: "environment", rule, given, fix }]);
    });
  }
});

describe("the config key `appName`", () => {
  const fix = "pulumi config set appName parameterStoreBlog";

  it("is required", async () => {
    expect(await problemsWith({ appName: "" })).to.deep.equal([
      { key: "appName", rule: "is required", given: "nothing", fix },
    ]);
  });

  for (const given of ["my app", "a/b", "a.b", "a_b"]) {
    it(`rejects ${given}`, async () => {
      const rule = "must contain only letters, digits and '-'";
      expect(await problemsWith({ appName: given })).to.deep.equal([{ key: "appName", rule, given, fix }]);
    });
  }

  it("rejects a recycler name of 57 characters if refreshOnChange is true", async () => {
    const given = "a".repeat(44);
    const name = `${given}-dev_recycler`;
    const rule = `must be shorter: the function name ${name} has 57 characters, but at most 56 are possible`;
    const settings = { "shared-secrets:appName": given, "shared-secrets:refreshOnChange": true };
    expect(await configProblems({ app: ANY_SECTIONS, config: settings })).to.deep.equal([
      { key: "appName", rule, given, fix },
    ]);
  });

  it("is rejected, instead of each function, if it leaves no room for a function name", async () => {
    const given = "a".repeat(51);
    const rule = `must be shorter: the function name ${given}-dev_f has 57 characters, but at most 56 are possible`;
    expect(await problemsWith({ appName: given })).to.deep.equal([{ key: "appName", rule, given, fix }]);
  });
});

describe("the config key `alarmTopicArn`", () => {
  for (const given of ["alarms", "arn:aws:sqs:eu-west-1:111122223333:alarms", "arn:aws:sns:eu-west-1:1111:alarms"]) {
    it(`rejects ${given}`, async () => {
      const fix = "pulumi config set alarmTopicArn arn:aws:sns:eu-west-1:111122223333:alarms";
      expect(await problemsWith({ alarmTopicArn: given })).to.deep.equal([
        { key: "alarmTopicArn", rule: "must be the ARN of an SNS topic", given, fix },
      ]);
    });
  }

  it("rejects a topic if refreshOnChange is false", async () => {
    const given = "arn:aws:sns:eu-west-1:111122223333:alarms";
    const rule = "has no effect unless refreshOnChange is true";
    expect(await problemsWith({ alarmTopicArn: given })).to.deep.equal([
      { key: "alarmTopicArn", rule, given, fix: "pulumi config set refreshOnChange true" },
    ]);
    const both = await problemsWith({ alarmTopicArn: given, refreshOnChange: "maybe" });
    expect(both.map(({ key }) => key)).to.deep.equal(["refreshOnChange"]);
  });
});

describe("the config key `permissionsBoundary`", () => {
  const own = "arn:aws:iam::123456789012:policy/boundary";

  for (const given of ["boundary", "arn:aws:iam::123456789012:role/boundary"]) {
    it(`rejects ${given}`, async () => {
      const fix = "pulumi config set permissionsBoundary arn:aws:iam::aws:policy/PowerUserAccess";
      expect(await problemsWith({ permissionsBoundary: given })).to.deep.equal([
        { key: "permissionsBoundary", rule: "must be the ARN of an IAM managed policy", given, fix },
      ]);
    });
  }

  for (const [place, given] of [
    ["of another account", "arn:aws:iam::111122223333:policy/boundary"],
    ["of another partition", "arn:aws-cn:iam::123456789012:policy/boundary"],
  ] as const) {
    it(`rejects a policy ${place}`, async () => {
      const rule = "must be a policy of this account, 123456789012, or of AWS, in the partition aws";
      expect(await problemsWith({ permissionsBoundary: given })).to.deep.equal([
        { key: "permissionsBoundary", rule, given, fix: `pulumi config set permissionsBoundary ${own}` },
      ]);
    });
  }

  it("is not shown if it was given with --secret", async () => {
    const [problem] = await configProblems({
      config: { "shared-secrets:permissionsBoundary": "arn:aws:iam::111122223333:policy/hidden" },
      secretKeys: ["shared-secrets:secrets", "shared-secrets:permissionsBoundary"],
    });
    expect(problem).to.include({ key: "permissionsBoundary" }).and.not.to.have.property("given");
    expect(JSON.stringify(problem)).not.to.include("hidden");
  });
});
