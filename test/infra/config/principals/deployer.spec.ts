import { expect } from "chai";
import { isAdministrator } from "../../../../infra/config/principals/deployer.ts";
import { runProgram } from "../../../../tools/fakes/program.ts";
import { configProblems } from "../../support/configProblems.ts";

const ACCOUNT = "123456789012";
const KEY = "shared-secrets:keyAdministrators";

const session = (role: string, account = ACCOUNT) => `arn:aws:sts::${account}:assumed-role/${role}/somebody`;
const role = (path: string) => `arn:aws:iam::${ACCOUNT}:role/${path}`;

describe("isAdministrator", () => {
  const SSO = "AWSReservedSSO_Deploy_0123456789abcdef";
  const cases: [string, string, string[], boolean][] = [
    ["accepts a user in the list", `arn:aws:iam::${ACCOUNT}:user/ann`, [`arn:aws:iam::${ACCOUNT}:user/ann`], true],
    [
      "accepts a user with a path",
      `arn:aws:iam::${ACCOUNT}:user/ops/ann`,
      [`arn:aws:iam::${ACCOUNT}:user/ops/ann`],
      true,
    ],
    ["accepts a session of a role", session("deployer"), [role("deployer")], true],
    ["accepts a session of a role with a path", session("deployer"), [role("ci/eu/deployer")], true],
    ["accepts an SSO session", session(SSO), [role(`aws-reserved/sso.amazonaws.com/eu-west-1/${SSO}`)], true],
    ["rejects another user", `arn:aws:iam::${ACCOUNT}:user/bob`, [`arn:aws:iam::${ACCOUNT}:user/ann`], false],
    ["rejects a user with the name of a role", `arn:aws:iam::${ACCOUNT}:user/deployer`, [role("deployer")], false],
    ["rejects a session with the name of a user", session("ann"), [`arn:aws:iam::${ACCOUNT}:user/ann`], false],
    ["rejects a role whose name only ends alike", session("deployer"), [role("not-deployer")], false],
    ["rejects a role of another account", session("deployer", "111122223333"), [role("deployer")], false],
    ["rejects everyone if the list is empty", session("deployer"), [], false],
  ];
  for (const [name, caller, administrators, expected] of cases) {
    it(name, () => {
      expect(isAdministrator(caller, administrators)).to.equal(expected);
    });
  }
});

describe("the deployer", () => {
  it("is accepted as one of keyAdministrators", async () => {
    const config = { [KEY]: [role("ci/deployer")] };
    const principals = { [role("ci/deployer")]: "AROAEXAMPLE" };
    const { error, resources } = await runProgram({ callerArn: session("deployer"), config, principals });
    expect(error).to.equal(undefined);
    expect(resources).not.to.be.empty;
  });

  it("gets the command that adds its role, including the path", async () => {
    const callerArn = session("deployer");
    expect(await configProblems({ callerArn, issuerArn: role("ci/deployer") })).to.deep.equal([
      {
        key: "keyAdministrators",
        rule:
          `must include the deployer, ${callerArn}, unless it is adminUser. ` +
          "KMS rejects a key policy that locks out its creator",
        fix: `pulumi config set --path 'keyAdministrators[0]' ${role("ci/deployer")}`,
      },
    ]);
  });

  it("gets the role's ARN without a path if the role cannot be looked up, at the end of the list", async () => {
    const [problem] = await configProblems({ callerArn: session("deployer"), config: { [KEY]: [role("other")] } });
    expect(problem?.fix).to.equal(`pulumi config set --path 'keyAdministrators[1]' ${role("deployer")}`);
  });

  it("gets the command that adds its user", async () => {
    const callerArn = `arn:aws:iam::${ACCOUNT}:user/ops/bob`;
    const [problem] = await configProblems({ callerArn });
    expect(problem?.fix).to.equal(`pulumi config set --path 'keyAdministrators[0]' ${callerArn}`);
  });

  it("is rejected if it is the account's root user", async () => {
    const callerArn = `arn:aws:iam::${ACCOUNT}:root`;
    const [problem, ...others] = await configProblems({ callerArn });
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({ key: "keyAdministrators", fix: "aws configure" });
    expect(problem?.rule).to.include("but the deployer is the account's root user");
  });

  it("is reported together with other problems", async () => {
    const config = { "shared-secrets:memorySize": 64 };
    const problems = await configProblems({ callerArn: session("deployer"), config });
    expect(problems.map(({ key }) => key)).to.deep.equal(["memorySize", "keyAdministrators"]);
  });

  it("is not needed to report other problems", async () => {
    const callerError = "no credentials";
    const problems = await configProblems({ callerError, config: { "shared-secrets:memorySize": 64 } });
    expect(problems.map(({ key }) => key)).to.deep.equal(["memorySize"]);
  });

  it("causes the AWS provider's own error if its lookup fails and the config is valid", async () => {
    const { error } = await runProgram({ callerError: "no credentials" });
    expect(error).to.be.an("error");
    expect(error).not.to.have.property("problems");
  });

  it("is not checked if skipDeployerCheck is true", async () => {
    const config = { "shared-secrets:skipDeployerCheck": true };
    const principals = { [role("ci/deployer")]: "AROAEXAMPLE" };
    const { error, resources } = await runProgram({ callerArn: session("deployer"), config, principals });
    expect(error).to.equal(undefined);
    expect(resources).not.to.be.empty;
  });
});
