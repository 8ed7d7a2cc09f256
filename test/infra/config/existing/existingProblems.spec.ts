import { expect } from "chai";
import { parseDeployedStack } from "../../../../infra/config/existing/deployedStack.ts";
import type { ExistingParameter } from "../../../../infra/config/existing/existingParameters.ts";
import { conflictProblems, protectProblems } from "../../../../infra/config/existing/existingProblems.ts";
import { unmanagedWarnings } from "../../../../infra/config/existing/unmanagedWarnings.ts";
import { StackConfigError } from "../../../../infra/config/problems/stackConfigError.ts";
import { runProgram } from "../../../../tools/fakes/program.ts";
import { ANY_SECTIONS } from "../../../../tools/fakes/projectWithApp.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";
import { warningsOf } from "../../support/warnings.ts";

const PATH = "/dev/parameterStoreBlog";

const expected = {
  application: { environment: "dev", appName: "parameterStoreBlog" },
  parameters: { web: { key: "value" } },
  secrets: { mail: { key: CANARY } },
  unmanaged: [] as string[],
  adopt: [] as string[],
  protect: false,
};

const existing = (section: string, type: string): ExistingParameter => ({
  name: `${PATH}/${section}`,
  type,
  keyId: type === "SecureString" ? "alias/aws/ssm" : undefined,
});

const resource = (section: string, secret: boolean, more: object = {}) => ({
  [`urn:pulumi:dev::shared-secrets::ParameterSet$type::config-${section}`]: {
    type: secret ? "pulumi-nodejs:dynamic/ssm:SecureParameter" : "aws:ssm/parameter:Parameter",
    outputs: { name: `${PATH}/${section}`, ...more },
  },
});
const emptyStack = parseDeployedStack({});
const both = [existing("web", "String"), existing("mail", "SecureString")];

describe("conflictProblems", () => {
  it("returns existing parameters with both fixes, each with its own index in `adopt`", () => {
    const problems = conflictProblems({ ...expected, adopt: ["other"] }, emptyStack, both);
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
      expect(rule).to.match(/already exists in Parameter Store as \/dev\/parameterStore/);
  });

  it("returns nothing for adopted parameters", () => {
    expect(conflictProblems({ ...expected, adopt: ["mail", "web"] }, emptyStack, both)).to.deep.equal([]);
  });

  it("returns nothing for parameters in the state, whether their kind changes or not", () => {
    for (const secret of [false, true]) {
      const deployed = parseDeployedStack({ ...resource("web", secret), ...resource("mail", secret) });
      expect(conflictProblems(expected, deployed, both)).to.deep.equal([]);
    }
  });

  it("returns a secret that was declared with managed: false only if it becomes plain or its type differs", () => {
    const deployed = parseDeployedStack({
      ...resource("web", true, { managed: false }),
      ...resource("mail", true, { managed: false }),
    });
    expect(conflictProblems(expected, deployed, [existing("mail", "SecureString")])).to.deep.equal([]);
    const [mail] = conflictProblems(expected, deployed, [existing("mail", "String")]);
    expect(mail?.rule)
      .to.include("must be a SecureString in Parameter Store")
      .and.include("already exists as a String");
    const [changed] = conflictProblems(expected, deployed, [existing("web", "SecureString")]);
    expect(changed?.rule).to.include("must be a String in Parameter Store");
    const [plain] = conflictProblems(expected, deployed, [existing("web", "String")]);
    expect(plain?.fix).to.deep.include({
      oneOf: ["pulumi config set --path 'adopt[0]' web", "pulumi config rm --path 'parameters.web'"],
    });
    expect(conflictProblems({ ...expected, adopt: ["web"] }, deployed, [existing("web", "String")])).to.deep.equal([]);
  });

  it("ignores other parameters under the path", () => {
    expect(conflictProblems(expected, emptyStack, [existing("another", "String")])).to.deep.equal([]);
  });

  for (const [section, type] of [
    ["web", "StringList"],
    ["web", "SecureString"],
    ["mail", "String"],
  ] as const) {
    it(`rejects a ${type} with the name of ${section}, adopted or not, and suggests no deletion`, () => {
      for (const adopt of [[], [section]]) {
        const [problem, ...others] = conflictProblems({ ...expected, adopt }, emptyStack, [existing(section, type)]);
        expect(others).to.deep.equal([]);
        expect(problem?.rule).to.include(`already exists as a ${type}`).and.include("Rename the section");
        const map = section === "web" ? "parameters" : "secrets";
        const leave = `pulumi config rm --path '${map}.${section}'`;
        expect(problem?.fix).to.deep.equal(adopt.length === 0 ? leave : ["pulumi config rm --path 'adopt[0]'", leave]);
      }
    });
  }
});

describe("unmanagedWarnings", () => {
  const write = (name: string) =>
    `\`aws ssm put-parameter --type SecureString --key-id alias/parameterStoreBlog-dev --name ${PATH}/${name} --value file://section.json\``;
  const warningsAbout = (...found: readonly ExistingParameter[]) =>
    unmanagedWarnings({ ...expected, unmanaged: ["mail", "rotated"] }, found);

  it("returns secrets that do not exist, with the command that writes them", () => {
    expect(warningsAbout(existing("mail", "SecureString"))).to.deep.equal([
      `app/sections.ts declares rotated with managed: false, but the parameter ${PATH}/rotated does not exist. The functions ` +
        `that read it fail until it is written, such as with ${write("rotated")} after this \`pulumi up\`.`,
    ]);
  });

  it("returns a parameter of another type, with the command that writes it again", () => {
    const [warning, ...others] = warningsAbout(existing("mail", "SecureString"), existing("rotated", "String"));
    expect(others).to.deep.equal([]);
    expect(warning).to.equal(
      `app/sections.ts declares rotated with managed: false, but the parameter ${PATH}/rotated is a String and not ` +
        `encrypted. Delete it, and write it again with ${write("rotated")}.`,
    );
  });
});

describe("checkExistingParameters", function () {
  this.timeout(60_000);

  const unmanagedApp = {
    ...ANY_SECTIONS,
    "sections.ts": `
import { secret } from "./runtime/configuration/section.ts";
export const rotated = secret(undefined, { managed: false });
`,
  };

  it("warns about a secret that is written elsewhere and is missing or has another key, and deploys", async () => {
    const rotated = { Name: `${PATH}/rotated`, Type: "SecureString", KeyId: "alias/aws/ssm" };
    const options = { app: unmanagedApp, secrets: {}, config: { "shared-secrets:parameters": {} } };
    const missing = await warningsOf(() => runProgram(options));
    expect(missing.warnings).to.include(`the parameter ${PATH}/rotated does not exist`);
    const foreign = await warningsOf(() => runProgram({ ...options, existing: [rotated] }));
    expect(foreign.warnings).to.include(`${PATH}/rotated is encrypted with alias/aws/ssm. To fix this, encrypt it`);
    const unlisted = await warningsOf(() => runProgram({ ...options, existing: { error: "AccessDeniedException" } }));
    expect(unlisted.warnings).not.to.include("does not exist");
    for (const { result } of [missing, foreign, unlisted]) {
      expect(result.error).to.equal(undefined);
      expect(result.outputs).to.deep.include({ parameterNames: [`${PATH}/rotated`] });
    }
  });

  it("fails the program before it registers anything, without showing values", async () => {
    const { error, resources } = await runProgram({
      app: ANY_SECTIONS,
      secrets: { mail: { key: CANARY } },
      existing: [{ Name: `${PATH}/mail`, Type: "SecureString", KeyId: "alias/aws/ssm" }],
    });
    expect(error).to.be.instanceOf(StackConfigError).and.have.property("message").that.includes("'adopt[0]' mail");
    expectNoCanary(error);
    expect(resources).to.deep.equal([]);
  });

  it("only warns if Parameter Store or the state cannot be read", async () => {
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

describe("protectProblems", () => {
  const moved = { ...expected, parameters: { ...expected.parameters, token: { key: "public" } }, protect: true };

  it("rejects a secret that would become a plain parameter, with the fix", () => {
    const [problem, ...others] = protectProblems(moved, parseDeployedStack(resource("token", true)));
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({ key: "parameters.token", fix: "pulumi config set protect false" });
  });

  it("accepts plain parameters, parameters that become secrets, and everything if `protect` is off", () => {
    expect(protectProblems(moved, parseDeployedStack(resource("token", false)))).to.deep.equal([]);
    expect(protectProblems(moved, parseDeployedStack(resource("mail", false)))).to.deep.equal([]);
    const unmanaged = parseDeployedStack(resource("token", true, { managed: false }));
    expect(protectProblems(moved, unmanaged)).to.deep.equal([]);
    expect(protectProblems({ ...moved, protect: false }, parseDeployedStack(resource("token", true)))).to.deep.equal(
      [],
    );
  });
});
