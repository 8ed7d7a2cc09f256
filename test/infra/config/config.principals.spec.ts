import { expect } from "chai";
import { configProblems, problemsWith } from "../support/configProblems.ts";

const fix = "pulumi config set adminUser parameter-admin";
const FIRST_ARN = "pulumi config set --path 'keyAdministrators[0]' arn:aws:iam::111122223333:role/deployer";

describe("the config key `adminUser`", () => {
  it("is required", async () => {
    expect(await problemsWith({ adminUser: "" })).to.deep.equal([
      { key: "adminUser", rule: "must name an existing IAM user", given: "nothing", fix },
    ]);
  });

  for (const given of ["root", "Root", "ROOT"]) {
    it(`rejects the account's root user, spelled ${given}`, async () => {
      const rule = "must not be root: the key needs an IAM user as administrator";
      expect(await problemsWith({ adminUser: given })).to.deep.equal([{ key: "adminUser", rule, given, fix }]);
    });
  }

  it("rejects an ARN", async () => {
    const given = "arn:aws:iam::123456789012:user/parameter-admin";
    const rule = "must be the name of an IAM user: 1 to 64 letters, digits and +=,.@_- (not an ARN)";
    expect(await problemsWith({ adminUser: given })).to.deep.equal([{ key: "adminUser", rule, given, fix }]);
  });

  const unknown = [
    "NoSuchEntity: The user with name nobody cannot be found.",
    "reading IAM User (nobody): couldn't find resource",
  ];
  for (const getUserError of unknown) {
    it(`rejects a user that does not exist: ${getUserError}`, async () => {
      expect(await configProblems({ getUserError, config: { "shared-secrets:adminUser": "nobody" } })).to.deep.equal([
        { key: "adminUser", rule: "must name an existing IAM user", given: "nobody", fix },
      ]);
    });
  }

  it("rejects a user that the deployer may not look up, with AWS's reason and the deployer's policy", async () => {
    const getUserError = "AccessDenied: not authorized to perform: iam:GetUser";
    const [problem, ...others] = await configProblems({ getUserError });
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.equal({
      key: "adminUser",
      rule:
        `could not be looked up (${getUserError}): the deployer needs iam:GetUser on this user. ` +
        "Attach the policy that the command prints",
      given: "parameter-admin",
      fix: "npm run -s policy:deployer -- --stack dev --account 123456789012",
    });
  });

  it("suggests what to check if the lookup fails without a reason", async () => {
    const [problem] = await configProblems({ getUserError: "" });
    expect(problem).to.deep.include({
      rule: "could not be looked up in IAM: check that it exists and that the deployer has iam:GetUser",
      fix: "aws iam get-user --user-name parameter-admin",
    });
  });
});

describe("the config key `keyAdministrators`", () => {
  it("rejects an entry by its index", async () => {
    const good = "arn:aws:iam::123456789012:role/deployer";
    const [problem] = await problemsWith({ keyAdministrators: [good, 5] });
    expect(problem).to.include({ key: "keyAdministrators[1]", rule: "must be the ARN of an IAM role or user" });
    expect(problem?.fix).to.include("'keyAdministrators[1]'");
  });

  for (const given of ['{"a":"b"}', '"arn:aws:iam::123456789012:role/deployer"', "5"]) {
    it(`rejects ${given}, which is not a list`, async () => {
      expect(await problemsWith({ keyAdministrators: given })).to.deep.equal([
        {
          key: "keyAdministrators",
          rule: "must be a list of ARNs of IAM roles and users",
          given,
          fix: FIRST_ARN,
        },
      ]);
    });
  }

  it("rejects a text that is not JSON", async () => {
    const [problem] = await problemsWith({ keyAdministrators: "deployer" });
    expect(problem).to.include({
      key: "keyAdministrators",
      rule: "must be valid JSON",
      given: "deployer",
      fix: FIRST_ARN,
    });
  });
});
