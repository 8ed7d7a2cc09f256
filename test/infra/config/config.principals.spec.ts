import { expect } from "chai";
import { configProblems, problemsWith } from "../support/configProblems.ts";

const fix = "pulumi config set adminUser parameter-admin";
const FIRST_ARN = "pulumi config set --path 'keyAdministrators[0]' arn:aws:iam::111122223333:role/deployer";

describe("the config refuses as adminUser", () => {
  it("nothing", async () => {
    expect(await problemsWith({ adminUser: "" })).to.deep.equal([
      { key: "adminUser", rule: "must name an existing IAM user", given: "nothing", fix },
    ]);
  });

  for (const given of ["root", "Root", "ROOT"]) {
    it(`the account's root user, written ${given}`, async () => {
      const rule = "must not be root: the key needs an administrator of its own";
      expect(await problemsWith({ adminUser: given })).to.deep.equal([{ key: "adminUser", rule, given, fix }]);
    });
  }

  it("an ARN", async () => {
    const given = "arn:aws:iam::123456789012:user/parameter-admin";
    const rule = "must name an existing IAM user (the name, not the ARN)";
    expect(await problemsWith({ adminUser: given })).to.deep.equal([{ key: "adminUser", rule, given, fix }]);
  });

  const unknown = [
    "NoSuchEntity: The user with name nobody cannot be found.",
    "reading IAM User (nobody): couldn't find resource",
  ];
  for (const getUserError of unknown) {
    it(`a user that IAM does not know: ${getUserError}`, async () => {
      expect(await configProblems({ getUserError, config: { "shared-secrets:adminUser": "nobody" } })).to.deep.equal([
        { key: "adminUser", rule: "must name an existing IAM user", given: "nobody", fix },
      ]);
    });
  }

  it("a user that it may not look up, with AWS's reason", async () => {
    const getUserError = "AccessDenied: not authorized to perform: iam:GetUser";
    const [problem, ...others] = await configProblems({ getUserError });
    expect(others).to.deep.equal([]);
    expect(problem).to.include({ key: "adminUser", given: "parameter-admin", fix });
    expect(problem?.rule)
      .to.match(/^could not be looked up in IAM \(/)
      .and.to.include(getUserError);
  });

  it("a user that could not be looked up for no reason given", async () => {
    const [problem] = await configProblems({ getUserError: "" });
    expect(problem?.rule).to.equal(
      "could not be looked up in IAM (no reason given: does the user exist, and may who deploys call iam:GetUser?)",
    );
  });
});

describe("the config refuses in keyAdministrators", () => {
  it("an entry by its place in the list", async () => {
    const good = "arn:aws:iam::123456789012:role/deployer";
    const [problem] = await problemsWith({ keyAdministrators: [good, 5] });
    expect(problem).to.include({ key: "keyAdministrators[1]", rule: "must be the ARN of an IAM role or user" });
    expect(problem?.fix).to.include("'keyAdministrators[1]'");
  });

  for (const given of ['{"a":"b"}', '"arn:aws:iam::123456789012:role/deployer"', "5"]) {
    it(`what is not a list: ${given}`, async () => {
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

  it("what is not JSON", async () => {
    const [problem] = await problemsWith({ keyAdministrators: "deployer" });
    expect(problem).to.include({ key: "keyAdministrators", rule: "must be JSON", given: "deployer", fix: FIRST_ARN });
  });
});
