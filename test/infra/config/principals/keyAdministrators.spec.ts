import { expect } from "chai";
import { runProgram } from "../../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../../tools/fakes/program.ts";
import { only } from "../../../../tools/fakes/registrations.ts";
import { CANARY } from "../../support/canary.ts";
import { configProblems } from "../../support/configProblems.ts";
import { warningsOf } from "../../support/warnings.ts";

const KEY = "shared-secrets:keyAdministrators";
const ADMIN = "arn:aws:iam::123456789012:user/parameter-admin";
const ROLE = "arn:aws:iam::123456789012:role/ci/deployer";
const USER = "arn:aws:iam::123456789012:user/operator";
const FOREIGN = "arn:aws:iam::111122223333:role/deployer";
const PRINCIPALS = { [ROLE]: "AROADEPLOYER", [USER]: "AIDAOPERATOR" };

const set = (arn: string, index = 0) => `pulumi config set --path 'keyAdministrators[${index}]' ${arn}`;
const remove = (index: number) => `pulumi config rm --path 'keyAdministrators[${index}]'`;

const withList = (list: readonly unknown[], options: ProgramOptions = {}): ProgramOptions => ({
  principals: PRINCIPALS,
  ...options,
  config: { [KEY]: list, ...options.config },
});
const problemsOf = (list: readonly unknown[], options?: ProgramOptions) => configProblems(withList(list, options));

/** Returns the only problem of a list with one entry. */
async function problemOf(entry: string, options?: ProgramOptions) {
  const [problem, ...others] = await problemsOf([entry], options);
  expect(others).to.deep.equal([]);
  expect(problem).to.include({ key: "keyAdministrators[0]", given: entry });
  return { rule: problem?.rule, fix: problem?.fix };
}

describe("an entry of keyAdministrators", () => {
  const FORM = "must be the ARN of an IAM role or user";
  const malformed: readonly (readonly [what: string, entry: string, rule: string, fix: string])[] = [
    [
      "a session",
      "arn:aws:sts::123456789012:assumed-role/unknown/somebody",
      `${FORM}, not of a role session`,
      set("arn:aws:iam::123456789012:role/unknown"),
    ],
    [
      "the account's root user",
      "arn:aws:iam::123456789012:root",
      `${FORM}, not of the account's root user`,
      set(FOREIGN),
    ],
    ["a name", "deployer", FORM, set(FOREIGN)],
    ["a wildcard", "*", FORM, set(FOREIGN)],
    ["a role in every account", "arn:aws:iam::*:role/deployer", FORM, set(FOREIGN)],
    ["a pattern", "arn:aws:iam::123456789012:role/ci-*", FORM, set(FOREIGN)],
    ["a role without a name", "arn:aws:iam::123456789012:role/ci/", FORM, set(FOREIGN)],
    ["a group", "arn:aws:iam::123456789012:group/operators", FORM, set(FOREIGN)],
    [
      "a service-linked role",
      "arn:aws:iam::123456789012:role/aws-service-role/kms.amazonaws.com/AWSServiceRoleForKMS",
      "must not be a service-linked role, which only its AWS service can use",
      remove(0),
    ],
  ];
  for (const [what, entry, rule, fix] of malformed) {
    it(`is rejected if it is ${what}`, async () => {
      expect(await problemOf(entry)).to.deep.equal({ rule, fix });
    });
  }

  it("is replaced with the role's full ARN if it is a session of an existing role", async () => {
    const principals = { [ROLE]: "AROADEPLOYER" };
    const { fix } = await problemOf("arn:aws:sts::123456789012:assumed-role/deployer/somebody", { principals });
    expect(fix).to.equal(set(ROLE));
  });

  it("is rejected for its format even if AWS cannot be called", async () => {
    const [problem, ...others] = await problemsOf(["deployer"], { callerError: "no credentials" });
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.equal({ key: "keyAdministrators[0]", rule: FORM, given: "deployer", fix: set(FOREIGN) });
  });

  it("is rejected for its format even without a region", async () => {
    const problems = await problemsOf(["deployer"], { config: { "aws:region": undefined } });
    expect(problems.map(({ key }) => key)).to.deep.equal(["aws:region", "keyAdministrators[0]"]);
  });

  it("is rejected if the role does not exist", async () => {
    expect(await problemOf("arn:aws:iam::123456789012:role/ci/deployr")).to.deep.equal({
      rule: "must name an existing IAM role",
      fix: set(FOREIGN),
    });
  });

  it("is rejected if the user does not exist", async () => {
    expect(await problemOf("arn:aws:iam::123456789012:user/nobody")).to.deep.equal({
      rule: "must name an existing IAM user",
      fix: set(FOREIGN),
    });
  });

  it("is replaced with the user's ARN if it names a user as a role", async () => {
    expect(await problemOf("arn:aws:iam::123456789012:role/operator")).to.deep.equal({
      rule: "must name an existing IAM role; a user has this name",
      fix: set(USER),
    });
  });

  it("is replaced with the role's ARN if it names a role as a user", async () => {
    expect(await problemOf("arn:aws:iam::123456789012:user/ci/deployer")).to.deep.equal({
      rule: "must name an existing IAM user; a role has this name",
      fix: set(ROLE),
    });
  });

  for (const entry of ["arn:aws:iam::123456789012:role/deployer", "arn:aws:iam::123456789012:role/cd/deployer"]) {
    it(`is replaced with the correct path of the role: ${entry}`, async () => {
      expect(await problemOf(entry)).to.deep.equal({
        rule: `must match the ARN of the role deployer in IAM: ${ROLE}`,
        fix: set(ROLE),
      });
    });
  }

  it("is rejected if it is in another partition", async () => {
    expect(await problemOf(ROLE.replace("arn:aws:", "arn:aws-cn:"))).to.deep.equal({
      rule: "must be in this account's partition, aws",
      fix: set(ROLE),
    });
  });

  it("is removed if it is adminUser", async () => {
    expect(await problemOf(ADMIN)).to.deep.equal({
      rule: "is adminUser, which is always a key administrator",
      fix: remove(0),
    });
  });

  it("suggests the deployer's policy if iam:GetRole is denied", async () => {
    const reason = "AccessDenied: not authorized to perform: iam:GetRole on resource: role deployer";
    expect(await problemOf(ROLE, { lookUpErrors: { "role/deployer": reason } })).to.deep.equal({
      rule:
        `could not be looked up (${reason}): the deployer needs iam:GetRole on exactly this ARN. ` +
        "Attach the policy that the command prints",
      fix: "npm run -s policy:deployer -- --stack dev --account 123456789012",
    });
  });

  it("suggests the deployer's policy if iam:GetUser is denied", async () => {
    const { rule, fix } = await problemOf(USER, { lookUpErrors: { "user/operator": "AccessDenied" } });
    expect(rule).to.match(
      /^could not be looked up \(AccessDenied\): the deployer needs iam:GetUser on exactly this ARN/,
    );
    expect(fix).to.match(/^npm run -s policy:deployer/);
  });

  it("is rejected with both possible reasons if the AWS provider returns none", async () => {
    expect(await problemOf(ROLE, { lookUpErrors: { "role/deployer": "" } })).to.deep.equal({
      rule: "could not be looked up in IAM: check that it exists and that the deployer has iam:GetRole",
      fix: "aws iam get-role --role-name deployer",
    });
  });

  it("is rejected with AWS's error if the lookup fails for another reason", async () => {
    const { rule } = await problemOf(USER, { lookUpErrors: { "user/operator": "Throttling: Rate exceeded" } });
    expect(rule).to.match(/^could not be looked up in IAM \(Throttling: Rate exceeded\)/);
  });

  it("is looked up even if skipDeployerCheck is true", async () => {
    const entry = "arn:aws:iam::123456789012:role/nobody";
    const { rule } = await problemOf(entry, { config: { "shared-secrets:skipDeployerCheck": true } });
    expect(rule).to.equal("must name an existing IAM role");
  });

  it("is accepted with a warning, without a lookup, if it is in another account", async () => {
    const { result, warnings } = await warningsOf(() => runProgram(withList([ROLE, FOREIGN])));
    expect(result.error).to.equal(undefined);
    expect(warnings)
      .to.include(`keyAdministrators[1] (${FOREIGN}) is in another account, 111122223333: only its format was checked.`)
      .and.include("`pulumi up --refresh`")
      .and.not.include(ROLE);
    const { policy } = only(result.resources, "aws:kms/key:Key").inputs;
    expect(policy).to.include(FOREIGN).and.include('"Sid":"AdministerKeyAIDAEXAMPLEAndAROADEPLOYER"');
    const lookUps = result.calls.filter((token) => token.startsWith("aws:iam/"));
    expect(lookUps).to.deep.equal(["aws:iam/getUser:getUser", "aws:iam/getRole:getRole"]);
  });
});

describe("the problems of keyAdministrators", () => {
  it("are all reported together, in an order in which their fixes can be run", async () => {
    const list = [ROLE, ROLE, "deployer", ADMIN, USER, USER, "arn:aws:iam::123456789012:role/nobody"];
    const problems = await problemsOf(list);
    expect(problems.map(({ key }) => key)).to.deep.equal([
      "keyAdministrators[2]",
      "keyAdministrators[6]",
      "keyAdministrators[5]",
      "keyAdministrators[3]",
      "keyAdministrators[1]",
    ]);
    expect(problems.slice(2).map(({ fix }) => fix)).to.deep.equal([remove(5), remove(3), remove(1)]);
    expect(problems.slice(2).map(({ rule }) => rule)).to.deep.equal([
      "is a duplicate",
      "is adminUser, which is always a key administrator",
      "is a duplicate",
    ]);
  });

  it("remove an entry whose correct ARN is already in the list", async () => {
    const list = [ROLE, "arn:aws:iam::123456789012:role/deployer", "arn:aws:iam::123456789012:role/parameter-admin"];
    const problems = await problemsOf(list);
    expect(problems.map(({ fix }) => fix)).to.deep.equal([remove(2), remove(1)]);
  });

  it("add the deployer after the last entry of the fixed list", async () => {
    const callerArn = "arn:aws:iam::123456789012:user/somebody";
    const problems = await problemsOf([ROLE, ROLE, USER], { callerArn });
    expect(problems.map(({ fix }) => fix)).to.deep.equal([remove(1), set(callerArn, 2)]);
  });

  it("do not include a deployer that is in the fixed list", async () => {
    const callerArn = "arn:aws:iam::123456789012:user/operator";
    const problems = await problemsOf(["arn:aws:iam::123456789012:role/operator"], { callerArn });
    expect(problems.map(({ fix }) => fix)).to.deep.equal([set(USER)]);
  });

  it("are reported when adminUser does not exist", async () => {
    const problems = await problemsOf(["deployer"], { config: { "shared-secrets:adminUser": "nobody" } });
    expect(problems.map(({ key }) => key)).to.deep.equal(["adminUser", "keyAdministrators[0]"]);
  });

  it("contain nothing of a list that was given with --secret", async () => {
    const list = [
      `arn:aws:iam::123456789012:role/${CANARY}`,
      `arn:aws:iam::123456789012:role/other/deployer`,
      `arn:aws:sts::123456789012:assumed-role/${CANARY}/session`,
    ];
    const problems = await problemsOf(list, {
      secretKeys: ["shared-secrets:secrets", KEY],
      lookUpErrors: { [`role/${CANARY}`]: `AccessDenied: ${CANARY}` },
    });
    expect(problems.length).to.equal(3);
    for (const problem of problems) expect(problem).not.to.have.property("given");
    expect(JSON.stringify(problems)).not.to.include("other/deployer");
  });
});
