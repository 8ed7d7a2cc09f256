import { expect } from "chai";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import { placementProblems, unusedSectionWarnings } from "../../../../infra/config/functions/sectionPlacement.ts";
import { parseReceivedValue } from "../../../../infra/config/problems/receivedValue.ts";
import { runProgram } from "../../../../tools/fakes/program.ts";
import { appReadingAll } from "../../../../tools/fakes/projectWithApp.ts";
import { CANARY } from "../../support/canary.ts";
import { configProblems } from "../../support/configProblems.ts";
import { warningsOf } from "../../support/warnings.ts";

const declared = { web: plain(), db: secret() };
const received = (value: unknown) => parseReceivedValue(JSON.stringify(value));
const problemsOf = (parameters: unknown, secrets: unknown) =>
  placementProblems(declared, { parameters: received(parameters), secrets: received(secrets) });

const setWeb = (key = "url") => `pulumi config set --path 'parameters.web.${key}'`;
const setDb = (key = "secretKey") => `pulumi config set --secret --path 'secrets.db.${key}'`;

describe("placementProblems", () => {
  it("accepts sections in the map of their kind, and others in any map", () => {
    expect(problemsOf({ web: {}, other: {} }, { db: {}, more: {} })).to.deep.equal([]);
  });

  it("returns missing sections with the commands that prompt for them", () => {
    expect(problemsOf({}, {})).to.deep.equal([
      { key: "parameters.web", rule: "is missing: app/sections.ts declares it with plain()", fix: setWeb() },
      { key: "secrets.db", rule: "is missing: app/sections.ts declares it with secret()", fix: setDb() },
    ]);
  });

  it("returns sections in the wrong map with the commands that move each value", () => {
    expect(problemsOf({ db: { user: "a", hosts: ["b"] } }, { web: {} })).to.deep.equal([
      {
        key: "secrets.web",
        rule: "must be in `parameters`: app/sections.ts declares it with plain()",
        fix: ["pulumi config rm --path 'secrets.web'", setWeb()],
      },
      {
        key: "parameters.db",
        rule: "must be in `secrets`: app/sections.ts declares it with secret()",
        fix: ["pulumi config rm --path 'parameters.db'", setDb("user"), setDb("hosts[0]")],
      },
    ]);
  });

  it("returns a section in both maps, and removes the one that is not declared", () => {
    const both = { web: {}, db: {}, other: {} };
    expect(problemsOf(both, both).map(({ key, fix }) => [key, fix])).to.deep.equal([
      ["secrets.web", "pulumi config rm --path 'secrets.web'"],
      ["parameters.db", "pulumi config rm --path 'parameters.db'"],
      ["parameters.other", "pulumi config rm --path 'parameters.other'"],
    ]);
  });

  it("returns a section that is written elsewhere only if it is in the config, with the command that removes it", () => {
    const elsewhere = { db: secret(undefined, { managed: false }) };
    const problems = (parameters: unknown, secrets: unknown) =>
      placementProblems(elsewhere, { parameters: received(parameters), secrets: received(secrets) });
    expect(problems({}, {})).to.deep.equal([]);
    const rule =
      "must not be in the stack config: app/sections.ts declares it with managed: false, so it is written elsewhere";
    expect(problems({ db: {} }, { db: {} })).to.deep.equal([
      { key: "parameters.db", rule, fix: "pulumi config rm --path 'parameters.db'" },
      { key: "secrets.db", rule, fix: "pulumi config rm --path 'secrets.db'" },
    ]);
  });

  it("does not return sections of a map that is not a map", () => {
    expect(problemsOf([], {}).map(({ key }) => key)).to.deep.equal(["secrets.db"]);
    expect(problemsOf({}, "text").map(({ key }) => key)).to.deep.equal(["parameters.web"]);
  });
});

describe("the program", function () {
  this.timeout(60_000);

  const app = appReadingAll({ web: "plain", db: "secret" });

  it("rejects a misplaced section once, whether its values are encrypted or not", async () => {
    const parameters = { db: { a: CANARY } };
    const secrets = { web: { b: CANARY } };
    for (const encrypted of [false, true]) {
      const value = encrypted ? { secure: "v1:cipher:text" } : CANARY;
      const problems = await configProblems({
        app,
        config: { "shared-secrets:parameters": parameters },
        secrets,
        storedParameters: { db: { a: value } },
        storedSecrets: { web: { b: value } },
        secretKeys: ["shared-secrets:secrets", ...(encrypted ? ["shared-secrets:parameters"] : [])],
      });
      expect(problems.map(({ key, fix }) => [key, fix])).to.deep.equal([
        ["parameters.db", ["pulumi config rm --path 'parameters.db'", setDb("a")]],
        ["secrets.web", ["pulumi config rm --path 'secrets.web'", setWeb("b")]],
      ]);
    }
  });

  it("warns about sections that are not declared, and deploys them", async () => {
    const config = { "shared-secrets:parameters": { web: { a: "1" }, other: { a: "1" } } };
    const secrets = { db: { a: "1" }, more: { a: "1" } };
    const { result, warnings } = await warningsOf(() => runProgram({ app, config, secrets }));
    expect(result.error).to.equal(undefined);
    expect(result.resources.map(({ name }) => name)).to.include.members(["config-other", "config-more"]);
    expect(warnings).to.equal(
      "warning: [runtime] The stack config has sections that are not in app/sections.ts: other, more. Only functions that read " +
        '"all" receive them, in `configuration.undeclared`.',
    );
  });
});

describe("unusedSectionWarnings", () => {
  it("returns sections that no function reads", () => {
    expect(unusedSectionWarnings(declared, ["web", "db"], [["web"], []])).to.deep.equal([
      "No function reads these sections: db. Add them to `reads` in app/functions.ts, or remove them from " +
        "app/sections.ts and the stack config.",
    ]);
    expect(unusedSectionWarnings(declared, ["web", "db"], [["web"], ["db"]])).to.deep.equal([]);
    expect(unusedSectionWarnings(declared, ["web", "db"], [[], "all"])).to.deep.equal([]);
  });

  it("returns that no function reads an undeclared section if none reads all", () => {
    expect(unusedSectionWarnings(declared, ["web", "db", "other"], [["web", "db"]])).to.deep.equal([
      "The stack config has sections that are not in app/sections.ts: other. No function reads them.",
    ]);
  });
});
