import { expect } from "chai";
import { deployedStack } from "../../../../infra/config/existing/deployedParameters.ts";
import type { ExistingParameter } from "../../../../infra/config/existing/existingParameters.ts";
import { parametersInTheWay, protectedSecrets } from "../../../../infra/config/existing/takeover.ts";
import { StackConfigError } from "../../../../infra/config/problems/stackConfigError.ts";
import { runProgram } from "../../../../tools/fakes/program.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";
import { warningsOf } from "../../support/warnings.ts";

const PATH = "/dev/parameterStoreBlog";

const wanted = {
  application: { environment: "dev", appName: "parameterStoreBlog" },
  parameters: { web: { key: "value" } },
  secrets: { mail: { key: CANARY } },
  adopt: [] as string[],
  protect: false,
};

const existing = (section: string, type: string): ExistingParameter => ({
  name: `${PATH}/${section}`,
  type,
  keyId: type === "SecureString" ? "alias/aws/ssm" : undefined,
});

const resource = (section: string, secret: boolean) => ({
  [`urn:pulumi:dev::shared-secrets::ParameterSet$type::config-${section}`]: {
    type: secret ? "pulumi-nodejs:dynamic/ssm:SecureParameter" : "aws:ssm/parameter:Parameter",
    outputs: { name: `${PATH}/${section}` },
  },
});
const nothing = deployedStack({});
const both = [existing("web", "String"), existing("mail", "SecureString")];

describe("parameters in the way of a stack", () => {
  it("are named with both ways out, one number of `adopt` each", () => {
    const problems = parametersInTheWay({ ...wanted, adopt: ["other"] }, nothing, both);
    expect(problems.map(({ key, fix }) => ({ key, fix }))).to.deep.equal([
      {
        key: "parameters.web",
        fix: { oneOf: ["pulumi config set --path 'adopt[1]' web", "pulumi config rm --path 'parameters.web'"] },
      },
      {
        key: "secrets.mail",
        fix: { oneOf: ["pulumi config set --path 'adopt[2]' mail", "pulumi config rm --path 'secrets.mail'"] },
      },
    ]);
    for (const { rule } of problems)
      expect(rule).to.match(/exists already in Parameter Store as \/dev\/parameterStore/);
  });

  it("are none if they are adopted", () => {
    expect(parametersInTheWay({ ...wanted, adopt: ["mail", "web"] }, nothing, both)).to.deep.equal([]);
  });

  it("are none if the state has them, as what they are or as the other kind", () => {
    for (const secret of [false, true]) {
      const deployed = deployedStack({ ...resource("web", secret), ...resource("mail", secret) });
      expect(parametersInTheWay(wanted, deployed, both)).to.deep.equal([]);
    }
  });

  it("are none of the others under the path", () => {
    expect(parametersInTheWay(wanted, nothing, [existing("another", "String")])).to.deep.equal([]);
  });

  for (const [section, type] of [
    ["web", "StringList"],
    ["web", "SecureString"],
    ["mail", "String"],
  ] as const) {
    it(`are an error as ${type} under the name of ${section}, adopted or not, and no deletion is advised`, () => {
      for (const adopt of [[], [section]]) {
        const [problem, ...others] = parametersInTheWay({ ...wanted, adopt }, nothing, [existing(section, type)]);
        expect(others).to.deep.equal([]);
        expect(problem?.rule).to.include(`exists already as a ${type}`).and.include("Give the section another name");
        const map = section === "web" ? "parameters" : "secrets";
        const leave = `pulumi config rm --path '${map}.${section}'`;
        expect(problem?.fix).to.deep.equal(adopt.length === 0 ? leave : ["pulumi config rm --path 'adopt[0]'", leave]);
      }
    });
  }

  it("fail the program before it registers anything, and no value is shown", async () => {
    const { error, resources } = await runProgram({
      secrets: { mail: { key: CANARY } },
      existing: [{ Name: `${PATH}/mail`, Type: "SecureString", KeyId: "alias/aws/ssm" }],
    });
    expect(error).to.be.instanceOf(StackConfigError).and.have.property("message").that.includes("'adopt[0]' mail");
    expectNoCanary(error);
    expect(resources).to.deep.equal([]);
  });

  it("are left to the write if Parameter Store or the state cannot be read, with a warning", async () => {
    const unlisted = await warningsOf(() => runProgram({ existing: { error: "AccessDeniedException" } }));
    expect(unlisted.warnings).to.include(`The parameters under ${PATH} could not be listed (AccessDeniedException`);
    const unread = await warningsOf(() => runProgram({ stateError: "no such function", existing: both }));
    expect(unread.warnings).to.include("The stack's state could not be read").and.include("no such function");
    for (const { result } of [unlisted, unread]) {
      expect(result.error).to.equal(undefined);
      expect(result.resources).not.to.deep.equal([]);
    }
  });
});

describe("protect", () => {
  const moved = { ...wanted, parameters: { ...wanted.parameters, token: { key: "public" } }, protect: true };

  it("forbids a secret to become a plain parameter, with the way out", () => {
    const [problem, ...others] = protectedSecrets(moved, deployedStack(resource("token", true)));
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({ key: "parameters.token", fix: "pulumi config set protect false" });
  });

  it("forbids it to no plain parameter, to none that becomes a secret, and to nothing when it is off", () => {
    expect(protectedSecrets(moved, deployedStack(resource("token", false)))).to.deep.equal([]);
    expect(protectedSecrets(moved, deployedStack(resource("mail", false)))).to.deep.equal([]);
    expect(protectedSecrets({ ...moved, protect: false }, deployedStack(resource("token", true)))).to.deep.equal([]);
  });
});
