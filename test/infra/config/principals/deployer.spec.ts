import { expect } from "chai";
import { isAdministrator } from "../../../../infra/config/principals/deployer.ts";
import { runProgram } from "../../../../tools/fakes/program.ts";
import { configProblems } from "../../support/configProblems.ts";

const ACCOUNT = "123456789012";
const KEY = "shared-secrets:keyAdministrators";
const LOCKOUT =
  "must include who deploys, unless that is adminUser: KMS refuses a key that its creator could not change (the lockout check)";

const session = (role: string, account = ACCOUNT) => `arn:aws:sts::${account}:assumed-role/${role}/somebody`;
const role = (path: string) => `arn:aws:iam::${ACCOUNT}:role/${path}`;

describe("a caller is an administrator", () => {
  const SSO = "AWSReservedSSO_Deploy_0123456789abcdef";
  const cases: [string, string, string[], boolean][] = [
    ["as a user in the list", `arn:aws:iam::${ACCOUNT}:user/ann`, [`arn:aws:iam::${ACCOUNT}:user/ann`], true],
    ["as a user with a path", `arn:aws:iam::${ACCOUNT}:user/ops/ann`, [`arn:aws:iam::${ACCOUNT}:user/ops/ann`], true],
    ["as a role's session", session("deployer"), [role("deployer")], true],
    ["as the session of a role with a path", session("deployer"), [role("ci/eu/deployer")], true],
    ["as an SSO session", session(SSO), [role(`aws-reserved/sso.amazonaws.com/eu-west-1/${SSO}`)], true],
    ["not as another user", `arn:aws:iam::${ACCOUNT}:user/bob`, [`arn:aws:iam::${ACCOUNT}:user/ann`], false],
    ["not as a user of the role's name", `arn:aws:iam::${ACCOUNT}:user/deployer`, [role("deployer")], false],
    ["not as a session of a user's name", session("ann"), [`arn:aws:iam::${ACCOUNT}:user/ann`], false],
    ["not as a role whose name ends so", session("deployer"), [role("not-deployer")], false],
    ["not as a role of another account", session("deployer", "111122223333"), [role("deployer")], false],
    ["not where nobody is", session("deployer"), [], false],
  ];
  for (const [name, caller, administrators, expected] of cases) {
    it(name, () => {
      expect(isAdministrator(caller, administrators)).to.equal(expected);
    });
  }
});

describe("before anything is registered, who deploys", () => {
  it("passes as one of keyAdministrators", async () => {
    const config = { [KEY]: [role("ci/deployer")] };
    const principals = { [role("ci/deployer")]: "AROAEXAMPLE" };
    const { error, resources } = await runProgram({ callerArn: session("deployer"), config, principals });
    expect(error).to.equal(undefined);
    expect(resources).not.to.be.empty;
  });

  it("is told the command that adds its role, path and all", async () => {
    const callerArn = session("deployer");
    expect(await configProblems({ callerArn, issuerArn: role("ci/deployer") })).to.deep.equal([
      {
        key: "keyAdministrators",
        rule: LOCKOUT,
        given: callerArn,
        fix: `pulumi config set --path 'keyAdministrators[0]' ${role("ci/deployer")}`,
      },
    ]);
  });

  it("is told its role's name where the role may not be looked up, behind those already listed", async () => {
    const [problem] = await configProblems({ callerArn: session("deployer"), config: { [KEY]: [role("other")] } });
    expect(problem?.fix).to.equal(`pulumi config set --path 'keyAdministrators[1]' ${role("deployer")}`);
  });

  it("is told the command that adds it as a user", async () => {
    const callerArn = `arn:aws:iam::${ACCOUNT}:user/ops/bob`;
    const [problem] = await configProblems({ callerArn });
    expect(problem?.fix).to.equal(`pulumi config set --path 'keyAdministrators[0]' ${callerArn}`);
  });

  it("is refused as the account's root user", async () => {
    const callerArn = `arn:aws:iam::${ACCOUNT}:root`;
    const [problem, ...others] = await configProblems({ callerArn });
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({ key: "keyAdministrators", given: callerArn, fix: "aws configure" });
    expect(problem?.rule).to.include("root user must not deploy");
  });

  it("is told together with what else is wrong", async () => {
    const config = { "shared-secrets:memorySize": 64 };
    const problems = await configProblems({ callerArn: session("deployer"), config });
    expect(problems.map(({ key }) => key)).to.deep.equal(["memorySize", "keyAdministrators"]);
  });

  it("need not be known for what is wrong in the config to be said", async () => {
    const callerError = "no credentials";
    const problems = await configProblems({ callerError, config: { "shared-secrets:memorySize": 64 } });
    expect(problems.map(({ key }) => key)).to.deep.equal(["memorySize"]);
  });

  it("is asked for, and without an answer the provider's own words are said", async () => {
    const { error } = await runProgram({ callerError: "no credentials" });
    expect(error).to.be.an("error");
    expect(error).not.to.have.property("problems");
  });

  it("is not looked at with skipDeployerCheck", async () => {
    const config = { "shared-secrets:skipDeployerCheck": true };
    const principals = { [role("ci/deployer")]: "AROAEXAMPLE" };
    const { error, resources } = await runProgram({ callerArn: session("deployer"), config, principals });
    expect(error).to.equal(undefined);
    expect(resources).not.to.be.empty;
  });
});
