import { expect } from "chai";
import { NO_STACK_FILE, runProgram } from "../../../../tools/fakes/program.ts";
import type { ProgramOptions, ProgramRun } from "../../../../tools/fakes/program.ts";
import { CANARY } from "../../support/canary.ts";
import { configProblems, GOOD_SECRETS } from "../../support/configProblems.ts";
import { warningsOf } from "../../support/warnings.ts";

const rule = "must be encrypted, and is in plain text";
const problemOf = (key: string) => ({ key, rule, fix: `pulumi config set --secret --path '${key}'` });
const ENCRYPTED = "{ secure: v1:cipher:text }";
const succeeded = ({ error, resources }: ProgramRun) => {
  if (error !== undefined) throw error as Error;
  expect(resources.map(({ name }) => name)).to.include("config-appSecrets");
};

/** What a run warns of that is to succeed, whatever sections it has. */
async function warningsWith(options: ProgramOptions): Promise<string> {
  const { result, warnings } = await warningsOf(() => runProgram(options));
  if (result.error !== undefined) throw result.error as Error;
  return warnings;
}

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

  it("from elsewhere is accepted when it alone can be what the engine calls secret", async () => {
    expect(await warningsWith({ secrets: GOOD_SECRETS, storedSecrets: NO_STACK_FILE })).to.equal("");
  });

  it("from elsewhere is accepted with a warning when one of several is what the engine calls secret", async () => {
    const secrets = { appSecrets: { one: CANARY, two: CANARY } };
    for (const files of [{}, { "Pulumi.dev.yaml": "config: { shared-secrets:appName: another }" }]) {
      const warnings = await warningsWith({ secrets, files });
      expect(warnings).to.match(/Pulumi\.dev\.yaml does not hold secrets\.appSecrets\.one, secrets\.appSecrets\.two: /);
      expect(warnings)
        .to.match(/cannot be checked\. .* --config-file .*secure: .*fn::secret: /)
        .and.not.include(CANARY);
    }
  });

  it("that only Pulumi ESC can have added to the file's is accepted with a warning", async () => {
    const file = `environment: [shared]\nconfig: { shared-secrets:secrets: { app: { one: ${ENCRYPTED} } } }`;
    const secrets = { app: { one: CANARY, two: CANARY } };
    const warnings = await warningsWith({ secrets, files: { "Pulumi.dev.yaml": file } });
    expect(warnings).to.match(/Pulumi\.dev\.yaml does not hold secrets\.app\.two: /);
  });

  it("that is not in the file next to encrypted ones is refused", async () => {
    const file = `config: { shared-secrets:secrets: { app: { one: ${ENCRYPTED} } } }`;
    const secrets = { app: { one: CANARY, two: CANARY } };
    expect(await configProblems({ secrets, files: { "Pulumi.dev.yaml": file } })).to.deep.equal([
      {
        key: "secrets.app.two",
        rule: "must be encrypted, and is not in Pulumi.dev.yaml, where that can be seen",
        fix: "pulumi config set --secret --path 'secrets.app.two'",
      },
    ]);
  });

  /** The ways in which a stack file can hold the plain value of `two`, next to an encrypted one. */
  const plainFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "behind a merge key": {
      "Pulumi.dev.yaml": `
shared: &shared { two: ${CANARY} }
config: { shared-secrets:secrets: { app: { <<: *shared, one: ${ENCRYPTED} } } }`,
    },
    "behind an anchor": {
      "Pulumi.dev.yaml": `
shared: &shared ${CANARY}
config: { shared-secrets:secrets: { app: { two: *shared, one: ${ENCRYPTED} } } }`,
    },
    "under a key without the project's name": {
      "Pulumi.dev.yaml": `config: { secrets: { app: { two: ${CANARY}, one: ${ENCRYPTED} } } }`,
    },
    "under the older spelling of the key": {
      "Pulumi.dev.yaml": `config: { shared-secrets:config:secrets: { app: { two: ${CANARY}, one: ${ENCRYPTED} } } }`,
    },
    "under one of two spellings of the key": {
      "Pulumi.dev.yaml": `
config:
  secrets: { app: { two: ${CANARY}, one: ${ENCRYPTED} } }
  shared-secrets:secrets: { app: { two: ${ENCRYPTED}, one: ${ENCRYPTED} } }`,
    },
    "in JSON": {
      "Pulumi.json": "{}",
      "Pulumi.dev.json": `{"config":{"shared-secrets:secrets":{"app":{"two":"${CANARY}","one":{"secure":"x"}}}}}`,
    },
    "next to Pulumi.yml": {
      "Pulumi.yml": "name: shared-secrets",
      "Pulumi.dev.yml": `config: { shared-secrets:secrets: { app: { two: ${CANARY}, one: ${ENCRYPTED} } } }`,
    },
    "in stackConfigDir": {
      "Pulumi.yaml": "stackConfigDir: stacks",
      "stacks/Pulumi.dev.yaml": `config: { shared-secrets:secrets: { app: { two: ${CANARY}, one: ${ENCRYPTED} } } }`,
      "Pulumi.dev.yaml": `config: { shared-secrets:secrets: { app: { two: ${ENCRYPTED}, one: ${ENCRYPTED} } } }`,
    },
    "in the project's own file": {
      "Pulumi.yaml": `config: { secrets.app.two: { value: ${CANARY} } }`,
      "Pulumi.dev.yaml": `config: { shared-secrets:secrets: { app: { one: ${ENCRYPTED} } } }`,
    },
    "after a byte-order mark, before a second document": {
      "Pulumi.dev.yaml": `\uFEFFconfig: { shared-secrets:secrets: { app: { two: ${CANARY}, one: ${ENCRYPTED} } } }
---
config: { shared-secrets:secrets: { app: { two: ${ENCRYPTED}, one: ${ENCRYPTED} } } }`,
    },
  };
  for (const [place, files] of Object.entries(plainFiles)) {
    it(`in plain text ${place} is refused, though the engine calls the whole secret`, async () => {
      const options = { files, secrets: { app: { one: CANARY, two: CANARY } } };
      expect(await configProblems(options)).to.deep.equal([problemOf("secrets.app.two")]);
    });
  }

  it("that looks encrypted, but is a number to Pulumi, is refused", async () => {
    const file = `config: { shared-secrets:secrets: { app: { two: { secure: 1_000 }, one: ${ENCRYPTED} } } }`;
    const options = { files: { "Pulumi.dev.yaml": file }, secrets: { app: { one: CANARY, two: { secure: 1000 } } } };
    expect(await configProblems(options)).to.deep.equal([problemOf("secrets.app.two.secure")]);
  });

  it("under a path that was set without --path is refused by its key, and set by its path", async () => {
    const config = { "shared-secrets:secrets.app.key": CANARY };
    const [problem, ...others] = await configProblems({ config });
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({
      key: "secrets.app.key",
      fix: ["pulumi config rm secrets.app.key", "pulumi config set --secret --path 'secrets.app.key'"],
    });
  });

  it("that the file has encrypted is refused when the engine calls nothing secret: it comes from elsewhere", async () => {
    expect(await configProblems({ secretKeys: [] })).to.deep.equal([problemOf("secrets.appSecrets.secretKey")]);
  });

  it("in plain text in another file than the one that was used is no problem", async () => {
    const files = { "Pulumi.dev.yaml": "config: { shared-secrets:secrets: { appSecrets: { secretKey: old } } }" };
    expect(await warningsWith({ secrets: GOOD_SECRETS, files })).to.equal("");
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
    expect(await refusalOf(parameters, stored)).to.deep.equal([
      {
        key: "parameters.db.password",
        rule,
        fix: [
          "pulumi config rm --path 'parameters.db.password'",
          "pulumi config set --secret --path 'secrets.dbSecrets.password'",
        ],
      },
      {
        key: "parameters.db.list",
        rule,
        fix: [
          "pulumi config rm --path 'parameters.db.list'",
          "pulumi config set --secret --path 'secrets.dbSecrets.list[0]'",
          "pulumi config set --secret --path 'secrets.dbSecrets.list[1]'",
        ],
      },
    ]);
  });

  it("that is secret and comes from elsewhere is refused with the whole", async () => {
    const refused = [
      {
        key: "parameters",
        rule: `has a value that ${rule}`,
        fix: ["pulumi config rm parameters", "pulumi config set --path 'parameters.appConfig.url'"],
      },
    ];
    expect(await refusalOf({ db: { password: CANARY } }, {})).to.deep.equal(refused);
  });
});
