import { expect } from "chai";
import { CANARY } from "./support/canary.ts";
import { configProblems, GOOD_SECRETS } from "./support/configProblems.ts";
import { NO_STACK_FILE, runProgram, type ProgramRun } from "./support/program.ts";
import { warningsOf } from "./support/warnings.ts";

const rule = "must be encrypted, and is in plain text";
const problemOf = (key: string) => ({ key, rule, fix: `pulumi config set --secret --path '${key}'` });
const succeeded = ({ error, resources }: ProgramRun) => {
  if (error !== undefined) throw error as Error;
  expect(resources.map(({ name }) => name)).to.include("config-appSecrets");
};

describe("a value of secrets", () => {
  it("in plain text is refused", async () => {
    const options = { storedSecrets: GOOD_SECRETS, secretKeys: [] };
    expect(await configProblems(options)).to.deep.equal([problemOf("secrets.appSecrets.secretKey")]);
  });

  it("in plain text beside an encrypted one is refused, though the engine calls the whole secret", async () => {
    const secrets = { appSecrets: { hidden: CANARY, seen: CANARY, list: [CANARY, CANARY] } };
    const hidden = { secure: "v1:cipher:text" };
    const storedSecrets = { appSecrets: { hidden, seen: CANARY, list: [hidden, CANARY] } };
    expect(await configProblems({ secrets, storedSecrets })).to.deep.equal([
      problemOf("secrets.appSecrets.seen"),
      problemOf("secrets.appSecrets.list[1]"),
    ]);
  });

  it("from elsewhere is refused when the engine does not call it secret", async () => {
    const options = { storedSecrets: NO_STACK_FILE, secretKeys: [] };
    expect(await configProblems(options)).to.deep.equal([problemOf("secrets.appSecrets.secretKey")]);
  });

  it("from elsewhere is accepted with a warning when the engine calls it secret", async () => {
    const { result, warnings } = await warningsOf(() =>
      runProgram({ secrets: GOOD_SECRETS, storedSecrets: NO_STACK_FILE }),
    );
    succeeded(result);
    expect(warnings).to.match(/Pulumi\.dev\.yaml does not hold secrets\.appSecrets\.secretKey: make sure .* --secret/);
    expect(warnings).not.to.include(CANARY);
  });

  it("is accepted without a warning when it is encrypted, alone or with all others as one text", async () => {
    for (const more of [{}, { storedSecrets: { secure: "v1:cipher:text" } }]) {
      const { result, warnings } = await warningsOf(() => runProgram({ secrets: GOOD_SECRETS, ...more }));
      succeeded(result);
      expect(warnings).to.equal("");
    }
  });
});

describe("a value of parameters", () => {
  const secretKeys = ["shared-secrets:secrets", "shared-secrets:parameters"];
  const rule = "was given with --secret, and parameters are plain text";
  const refusalOf = (parameters: unknown, storedParameters: unknown) =>
    configProblems({ config: { "shared-secrets:parameters": parameters }, storedParameters, secretKeys });

  it("that was given with --secret is refused, since it would be plain from there on", async () => {
    const parameters = { db: { user: "app", password: CANARY, list: ["a", CANARY] } };
    const hidden = { secure: "v1:cipher:text" };
    const stored = { db: { user: "app", password: hidden, list: ["a", hidden] } };
    const fix = (from: string, to: string) =>
      `pulumi config rm --path '${from}'\` and \`pulumi config set --secret --path '${to}'`;
    expect(await refusalOf(parameters, stored)).to.deep.equal([
      { key: "parameters.db.password", rule, fix: fix("parameters.db.password", "secrets.appSecrets.password") },
      { key: "parameters.db.list[1]", rule, fix: fix("parameters.db.list[1]", "secrets.appSecrets.list[1]") },
    ]);
  });

  it("that is secret and comes from elsewhere is refused with the whole", async () => {
    const refused = [
      {
        key: "parameters",
        rule: `has a value that ${rule}`,
        fix: "pulumi config set --secret --path 'secrets.appSecrets.secretKey'",
      },
    ];
    expect(await refusalOf({ db: { password: CANARY } }, {})).to.deep.equal(refused);
  });
});
