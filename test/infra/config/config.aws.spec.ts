import { expect } from "chai";
import { CANARY } from "../support/canary.ts";
import { configProblems } from "../support/configProblems.ts";

const rule = "is not supported when writing secrets";

describe("readStackConfig", () => {
  for (const value of [undefined, ""]) {
    it(`rejects ${value === undefined ? "a missing" : "an empty"} aws:region`, async () => {
      expect(await configProblems({ config: { "aws:region": value } })).to.deep.equal([
        { key: "aws:region", rule: "is required", fix: "pulumi config set aws:region eu-west-1" },
      ]);
    });
  }

  it("rejects an AWS provider setting that is not supported when writing secrets", async () => {
    expect(await configProblems({ config: { "aws:tagPolicyCompliance": "error" } })).to.deep.equal([
      { key: "aws:tagPolicyCompliance", rule, fix: "pulumi config rm aws:tagPolicyCompliance" },
    ]);
  });

  it("rejects a field of an assumed role that is not supported when writing secrets", async () => {
    const roles = [{ roleArn: "arn:aws:iam::123456789012:role/deployer", region: "eu-west-1" }];
    expect(await configProblems({ config: { "aws:assumeRoles": roles } })).to.deep.equal([
      { key: "aws:assumeRoles.region", rule, fix: "pulumi config rm aws:assumeRoles" },
    ]);
  });

  it("rejects a malformed AWS provider setting without quoting it", async () => {
    const config = {
      "aws:assumeRoles": `[{"roleArn": ${CANARY}`,
      "aws:assumeRoleWithWebIdentity": `["${CANARY}"]`,
      "aws:ignoreTags": "null",
    };
    expect(await configProblems({ config })).to.deep.equal([
      { key: "aws:assumeRoles", rule: "must be a JSON array", fix: "pulumi config rm aws:assumeRoles" },
      {
        key: "aws:assumeRoleWithWebIdentity",
        rule: "must be a JSON object",
        fix: "pulumi config rm aws:assumeRoleWithWebIdentity",
      },
      { key: "aws:ignoreTags", rule: "must be a JSON object", fix: "pulumi config rm aws:ignoreTags" },
    ]);
  });
});
