import { expect } from "chai";
import { problemsWith } from "../support/configProblems.ts";

describe("the config refuses as environment", () => {
  const pattern = "must be 1 to 31 lowercase letters, digits and hyphens, a letter first";
  const prefix = "must not begin with aws or ssm, which Parameter Store keeps to itself";
  const fix = "pulumi config set environment dev";
  const refused = {
    "Prod!": pattern,
    "1dev": pattern,
    "-dev": pattern,
    "de/v": pattern,
    [`d${"e".repeat(31)}`]: pattern,
    "aws-x": prefix,
    ssm1: prefix,
  };
  for (const [given, rule] of Object.entries(refused)) {
    it(given, async () => {
      expect(await problemsWith({ environment: given })).to.deep.equal([{ key: "environment", rule, given, fix }]);
    });
  }
});

describe("the config refuses as appName", () => {
  const fix = "pulumi config set appName parameterStoreBlog";

  it("nothing", async () => {
    expect(await problemsWith({ appName: "" })).to.deep.equal([
      { key: "appName", rule: "must be given", given: "nothing", fix },
    ]);
  });

  for (const given of ["my app", "a/b", "a.b"]) {
    it(given, async () => {
      const rule = "must be letters, digits, '-' and '_'";
      expect(await problemsWith({ appName: given })).to.deep.equal([{ key: "appName", rule, given, fix }]);
    });
  }

  it("what makes a function name of 65 characters with what refreshOnChange adds", async () => {
    const given = "a".repeat(52);
    const name = `${given}-dev_recycler`;
    const rule = `must make a function name of at most 64 characters with the environment, and ${name} has 65`;
    expect(await problemsWith({ appName: given, refreshOnChange: true })).to.deep.equal([
      { key: "appName", rule, given, fix },
    ]);
  });

  it("what makes a function name of 65 characters with the environment", async () => {
    const given = "a".repeat(61);
    const rule =
      "must make a function name of at most 64 characters with the environment, and " + `${given}-dev has 65`;
    expect(await problemsWith({ appName: given })).to.deep.equal([{ key: "appName", rule, given, fix }]);
  });
});

describe("the config refuses as alarmTopicArn", () => {
  for (const given of ["alarms", "arn:aws:sqs:eu-west-1:111122223333:alarms", "arn:aws:sns:eu-west-1:1111:alarms"]) {
    it(given, async () => {
      const fix = "pulumi config set alarmTopicArn arn:aws:sns:eu-west-1:111122223333:alarms";
      expect(await problemsWith({ alarmTopicArn: given })).to.deep.equal([
        { key: "alarmTopicArn", rule: "must be the ARN of an SNS topic", given, fix },
      ]);
    });
  }

  it("a topic that hears of nothing, as refreshOnChange is false", async () => {
    const given = "arn:aws:sns:eu-west-1:111122223333:alarms";
    const rule = "hears of nothing without refreshOnChange";
    expect(await problemsWith({ alarmTopicArn: given })).to.deep.equal([
      { key: "alarmTopicArn", rule, given, fix: "pulumi config set refreshOnChange true" },
    ]);
    const both = await problemsWith({ alarmTopicArn: given, refreshOnChange: "maybe" });
    expect(both.map(({ key }) => key)).to.deep.equal(["refreshOnChange"]);
  });
});
