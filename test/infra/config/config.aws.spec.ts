import { expect } from "chai";
import { CANARY } from "../support/canary.ts";
import { configProblems } from "../support/configProblems.ts";

const rule = "is not supported by the client that writes secrets";

describe("readStackConfig", () => {
  for (const value of [undefined, ""]) {
    it(`rejects ${value === undefined ? "a missing" : "an empty"} aws:region`, async () => {
      expect(await configProblems({ config: { "aws:region": value } })).to.deep.equal([
        { key: "aws:region", rule: "is required", fix: "pulumi config set aws:region eu-west-1" },
      ]);
    });
  }

  it("rejects an AWS provider setting that the client that writes secrets does not support", async () => {
    expect(await configProblems({ config: { "aws:tagPolicyCompliance": "error" } })).to.deep.equal([
      { key: "aws:tagPolicyCompliance", rule, fix: "pulumi config rm aws:tagPolicyCompliance" },
    ]);
  });

  it("rejects a field of an assumed role that the client that writes secrets does not support", async () => {
    const roles = [{ roleArn: "arn:aws:iam::123456789012:role/deployer", region: "eu-west-1" }];
    expect(await configProblems({ config: { "aws:assumeRoles": roles } })).to.deep.equal([
      { key: "aws:assumeRoles.region", rule, fix: "pulumi config rm aws:assumeRoles" },
    ]);
  });

  for (const key of ["aws:sharedConfigFiles", "aws:sharedCredentialsFiles"]) {
    it(`rejects a second file in ${key}, and suggests to merge the files`, async () => {
      expect(await configProblems({ config: { [key]: ["~/.aws/one", "~/.aws/two"] } })).to.deep.equal([
        {
          key,
          rule: "must list only one file, because the client that writes secrets reads only one",
          fix: { byHand: `merge the files into one, and run \`pulumi config set ${key} '["FILE"]'\`` },
        },
      ]);
    });
  }

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
