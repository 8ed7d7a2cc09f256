import { expect } from "chai";
import { stringify } from "yaml";
import { parseReceivedValue } from "../../../../infra/config/problems/receivedValue.ts";
import { listEncryptionStates } from "../../../../infra/config/stackFile/secretChecks.ts";
import { readStoredValue } from "../../../../infra/config/stackFile/storedValue.ts";
import { NO_STACK_FILE, runProgram, runValidProgram } from "../../../../tools/fakes/program.ts";
import type { ProgramOptions, ProgramRun } from "../../../../tools/fakes/program.ts";
import { ANY_SECTIONS } from "../../../../tools/fakes/projectWithApp.ts";
import { SAMPLE_WITHOUT_SCHEMAS } from "../../../../tools/fakes/sampleProject.ts";
import { CANARY } from "../../support/canary.ts";
import { configProblems, GOOD_SECRETS } from "../../support/configProblems.ts";
import { warningsOf } from "../../support/warnings.ts";

const problemOf = (key: string) => ({
  key,
  rule: "must be encrypted, but is in plain text",
  fix: `pulumi config set --secret --path '${key}'`,
});
const ENCRYPTED = "{ secure: v1:cipher:text }";
const succeeded = ({ error, resources }: ProgramRun) => {
  if (error !== undefined) throw error as Error;
  expect(resources.map(({ name }) => name)).to.include("config-appSecrets");
};

/** Returns the warnings of a run, and throws if it fails. */
async function warningsWith(options: ProgramOptions): Promise<string> {
  return (await warningsOf(() => runValidProgram(options))).warnings;
}

describe("the check of secrets", () => {
  it("rejects a value in plain text", async () => {
    const options = { storedSecrets: GOOD_SECRETS, secretKeys: [] };
    expect(await configProblems(options)).to.deep.equal([problemOf("secrets.appSecrets.secretKey")]);
  });

  it("rejects a value in plain text next to an encrypted one, although the engine treats the whole key as secret", async () => {
    const secrets = { appSecrets: { hidden: CANARY, seen: CANARY, list: [CANARY, CANARY] } };
    const hidden = { secure: "v1:cipher:text" };
    const storedSecrets = { appSecrets: { hidden, seen: CANARY, list: [hidden, CANARY] } };
    expect(await configProblems({ app: SAMPLE_WITHOUT_SCHEMAS, secrets, storedSecrets })).to.deep.equal([
      problemOf("secrets.appSecrets.seen"),
      problemOf("secrets.appSecrets.list[1]"),
    ]);
  });

  it("rejects a value that is not in the file if the engine does not treat the key as secret", async () => {
    const options = { storedSecrets: NO_STACK_FILE, secretKeys: [] };
    expect(await configProblems(options)).to.deep.equal([problemOf("secrets.appSecrets.secretKey")]);
  });

  it("accepts a value that is not in the file if it is the only one that can be secret", async () => {
    expect(await warningsWith({ secrets: GOOD_SECRETS, storedSecrets: NO_STACK_FILE })).to.equal("");
  });

  it("accepts several values that are not in the file with a warning, because only one of them may be secret", async () => {
    const secrets = { appSecrets: { one: CANARY, two: CANARY } };
    for (const files of [{}, { "Pulumi.dev.yaml": "config: { shared-secrets:appName: another }" }]) {
      const warnings = await warningsWith({ app: SAMPLE_WITHOUT_SCHEMAS, secrets, files });
      expect(warnings).to.match(/not in Pulumi\.dev\.yaml: secrets\.appSecrets\.one, secrets\.appSecrets\.two\. /);
      expect(warnings)
        .to.match(/Cannot verify .* --config-file .*secure: .*fn::secret: /)
        .and.not.include(CANARY);
    }
  });

  it("accepts a value that Pulumi ESC may have added with a warning", async () => {
    const file = `environment: [shared]\nconfig: { shared-secrets:secrets: { app: { one: ${ENCRYPTED} } } }`;
    const secrets = { app: { one: CANARY, two: CANARY } };
    const warnings = await warningsWith({ app: ANY_SECTIONS, secrets, files: { "Pulumi.dev.yaml": file } });
    expect(warnings).to.match(/not in Pulumi\.dev\.yaml: secrets\.app\.two\. /);
  });

  it("rejects a value that is not in the file if the file has encrypted values", async () => {
    const file = `config: { shared-secrets:secrets: { app: { one: ${ENCRYPTED} } } }`;
    const secrets = { app: { one: CANARY, two: CANARY } };
    expect(await configProblems({ app: ANY_SECTIONS, secrets, files: { "Pulumi.dev.yaml": file } })).to.deep.equal([
      {
        key: "secrets.app.two",
        rule: "must be encrypted, but is not in Pulumi.dev.yaml, so this cannot be verified",
        fix: "pulumi config set --secret --path 'secrets.app.two'",
      },
    ]);
  });

  /** Files that contain the plain value of `two` next to an encrypted one. */
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
    "in a .yml file next to Pulumi.yml": {
      "Pulumi.yml": "name: shared-secrets",
      "Pulumi.dev.yml": `config: { shared-secrets:secrets: { app: { two: ${CANARY}, one: ${ENCRYPTED} } } }`,
    },
    "in stackConfigDir": {
      "Pulumi.yaml": "stackConfigDir: stacks",
      "stacks/Pulumi.dev.yaml": `config: { shared-secrets:secrets: { app: { two: ${CANARY}, one: ${ENCRYPTED} } } }`,
      "Pulumi.dev.yaml": `config: { shared-secrets:secrets: { app: { two: ${ENCRYPTED}, one: ${ENCRYPTED} } } }`,
    },
    "in the project file": {
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
    it(`rejects a value in plain text ${place}`, async () => {
      const options = { app: ANY_SECTIONS, files, secrets: { app: { one: CANARY, two: CANARY } } };
      expect(await configProblems(options)).to.deep.equal([problemOf("secrets.app.two")]);
    });
  }

  it("rejects a value that looks encrypted, but that Pulumi reads as a number", async () => {
    const file = `config: { shared-secrets:secrets: { app: { two: { secure: 1_000 }, one: ${ENCRYPTED} } } }`;
    const options = {
      app: ANY_SECTIONS,
      files: { "Pulumi.dev.yaml": file },
      secrets: { app: { one: CANARY, two: { secure: 1000 } } },
    };
    expect(await configProblems(options)).to.deep.equal([problemOf("secrets.app.two.secure")]);
  });

  it("rejects a path that was set without --path, with the commands that set it with --path", async () => {
    const config = { "shared-secrets:secrets.app.key": CANARY };
    const [problem, ...others] = await configProblems({ config });
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({
      key: "secrets.app.key",
      fix: ["pulumi config rm secrets.app.key", "pulumi config set --secret --path 'secrets.app.key'"],
    });
  });

  it("rejects a value that the file encrypts if the engine treats no key as secret, because it comes from another source", async () => {
    expect(await configProblems({ secretKeys: [] })).to.deep.equal([problemOf("secrets.appSecrets.secretKey")]);
  });

  it("ignores plain text in a file that the config does not come from", async () => {
    const files = { "Pulumi.dev.yaml": "config: { shared-secrets:secrets: { appSecrets: { secretKey: old } } }" };
    expect(await warningsWith({ secrets: GOOD_SECRETS, files })).to.equal("");
  });

  it("accepts encrypted values and a key that is encrypted as a whole, without a warning", async () => {
    for (const more of [{}, { storedSecrets: { secure: "v1:cipher:text" } }]) {
      const { result, warnings } = await warningsOf(() => runProgram({ secrets: GOOD_SECRETS, ...more }));
      succeeded(result);
      expect(warnings).to.equal("");
    }
  });
});

describe("the check of parameters for secrets", () => {
  const secretKeys = ["shared-secrets:secrets", "shared-secrets:parameters"];
  const rule = "was set with --secret, but parameters are stored in plain text";
  const problemsOf = (parameters: unknown, storedParameters: unknown) =>
    configProblems({
      app: ANY_SECTIONS,
      config: { "shared-secrets:parameters": parameters },
      storedParameters,
      secretKeys,
    });

  it("rejects a value that was set with --secret, because Parameter Store would hold it in plain text", async () => {
    const parameters = { db: { user: "app", password: CANARY, list: ["a", CANARY] } };
    const hidden = { secure: "v1:cipher:text" };
    const stored = { db: { user: "app", password: hidden, list: ["a", hidden] } };
    expect(await problemsOf(parameters, stored)).to.deep.equal([
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

  it("rejects the whole key if a secret value in it is not in the file", async () => {
    const expected = [
      {
        key: "parameters",
        rule: `has a value that ${rule}`,
        fix: { byHand: "set each secret in `secrets` instead of `parameters`, and remove it from `parameters`" },
      },
    ];
    expect(await problemsOf({ db: { password: CANARY } }, {})).to.deep.equal(expected);
  });
});

const secure = { secure: "v1:cipher:text" };

/** Returns the state of each path, given the received value and the YAML for each spelling of the key. */
function statesOf(received: unknown, ...yaml: readonly string[]): Record<string, string> {
  const stored = yaml.map(readStoredValue).filter((value) => value !== undefined);
  expect(stored).to.have.length(yaml.length);
  const leaves = listEncryptionStates(parseReceivedValue(JSON.stringify(received)), stored);
  return Object.fromEntries(leaves.map(({ path, state }) => [path.join("/"), state]));
}

const states = (received: unknown, stored: unknown) => statesOf(received, stringify(stored));

describe("listEncryptionStates", () => {
  it("distinguishes encrypted values from plain ones at any depth", () => {
    const secrets = { section: { a: "1", b: "2", inner: { c: "3", d: 4, e: null, f: false } } };
    const stored = { section: { a: secure, b: "2", inner: { c: secure, d: 4, e: null, f: false } } };
    expect(states(secrets, stored)).to.deep.equal({
      "section/a": "encrypted",
      "section/b": "plain",
      "section/inner/c": "encrypted",
      "section/inner/d": "plain",
      "section/inner/e": "plain",
      "section/inner/f": "plain",
    });
  });

  it("includes the values of lists", () => {
    expect(states({ section: { list: ["1", "2"] } }, { section: { list: [secure, "2"] } })).to.deep.equal({
      "section/list/0": "encrypted",
      "section/list/1": "plain",
    });
  });

  it("returns all values of a key that is encrypted as a whole as encrypted", () => {
    const secrets = { one: { a: "1", b: ["2"] }, two: { c: "3" } };
    expect(new Set(Object.values(states(secrets, secure)))).to.deep.equal(new Set(["encrypted"]));
  });

  it("returns an object as unknown if the file has an encrypted string", () => {
    expect(states({ one: { a: "1" }, two: { c: "3" } }, { one: secure, two: { c: secure } })).to.deep.equal({
      "one/a": "unknown",
      "two/c": "encrypted",
    });
  });

  it("returns a value as unknown if the file has a different one", () => {
    expect(states({ section: { a: "1", b: "2" } }, { section: { a: "other", b: { c: "2" } } })).to.deep.equal({
      "section/a": "unknown",
      "section/b": "unknown",
    });
  });

  it("returns nothing for empty objects and lists", () => {
    expect(states({ section: {}, other: { list: [] } }, { section: {}, other: { list: [] } })).to.deep.equal({});
  });

  it("returns a value that is not in the file as unknown", () => {
    expect(states({ section: { a: "1", b: "2" } }, { section: { a: secure } })).to.deep.equal({
      "section/a": "encrypted",
      "section/b": "unknown",
    });
  });

  it("returns all values as unknown if the key is not in the file", () => {
    expect(statesOf({ section: { a: "1" } })).to.deep.equal({ "section/a": "unknown" });
  });

  it("resolves anchors and merge keys", () => {
    const yaml = `
base: &base { a: plain, b: { secure: "v1:cipher:text" } }
other: &other { b: plain, c: plain }
merged: { <<: *base, c: { secure: "v1:cipher:text" } }
first: { <<: [*base, *other] }
alias: *base
`;
    const value = { a: "plain", b: "x" };
    const received = { merged: { ...value, c: "x" }, first: { ...value, c: "plain" }, alias: value };
    expect(statesOf(received, yaml)).to.deep.equal({
      "merged/a": "plain",
      "merged/b": "encrypted",
      "merged/c": "encrypted",
      "first/a": "plain",
      "first/b": "encrypted",
      "first/c": "plain",
      "alias/a": "plain",
      "alias/b": "encrypted",
    });
  });

  it("treats `secure` as encrypted only if its value is a string", () => {
    const yaml = "section: { number: { secure: 1_000 }, null: { secure: ~ }, list: [{ secure: 0b1 }] }";
    const received = { section: { number: { secure: 1000 }, "<nil>": { secure: null }, list: [{ secure: 1 }] } };
    expect(statesOf(received, yaml)).to.deep.equal({
      "section/number/secure": "plain",
      "section/<nil>/secure": "plain",
      "section/list/0/secure": "plain",
    });
  });

  it("returns a value as plain if one spelling of the key has it in plain text", () => {
    const yaml = (value: unknown) => stringify({ section: { a: value } });
    expect(statesOf({ section: { a: "1" } }, yaml(secure), yaml("1"))).to.deep.equal({ "section/a": "plain" });
  });

  it("distinguishes a value with the name secure from an encrypted one", () => {
    expect(states({ section: { secure: "1", other: "2" } }, { section: { secure: "1", other: "2" } })).to.deep.equal({
      "section/secure": "plain",
      "section/other": "plain",
    });
    expect(states({ section: { secure: "1" } }, { section: { secure } })).to.deep.equal({
      "section/secure": "encrypted",
    });
  });
});
