import { expect } from "chai";
import { configSchema } from "../../../../infra/config/configSchema.ts";
import type { ConfigPath } from "../../../../infra/config/problems/configPath.ts";
import { fixFor } from "../../../../infra/config/problems/fixFor.ts";
import { parseReceivedValue } from "../../../../infra/config/problems/receivedValue.ts";
import type { Fix } from "../../../../infra/config/problems/stackConfigError.ts";

describe("fixFor", () => {
  const fixes: readonly [path: ConfigPath, fix: Fix][] = [
    [["memorySize"], "pulumi config set memorySize 256"],
    [["secrets", "a b", "c"], `pulumi config set --secret --path 'secrets["a b"].c'`],
    [["secrets", "it's", "c"], String.raw`pulumi config set --secret --path 'secrets["it'\''s"].c'`],
    [
      ["secrets", "a b"],
      [`pulumi config rm --path 'secrets["a b"]'`, "pulumi config set --secret --path 'secrets.a_b.secretKey'"],
    ],
    [
      ["parameters", "db"],
      ["pulumi config rm --path 'parameters.db'", "pulumi config set --path 'parameters.db.url'"],
    ],
    [["parameters"], ["pulumi config rm parameters", "pulumi config set --path 'parameters.appConfig.url'"]],
    [["functions"], "pulumi config rm functions"],
    [
      ["keyAdministrators", 3],
      "pulumi config set --path 'keyAdministrators[3]' arn:aws:iam::111122223333:role/deployer",
    ],
  ];
  for (const [path, fix] of fixes) {
    it(`fixes ${path.join(" › ")}`, () => {
      expect(fixFor(path)).to.deep.equal(fix);
    });
  }

  it("always sets a secret with --secret", () => {
    for (const inner of [[], ["section"], ["section", "value"], ["section", "list", 0]]) {
      const commands = [fixFor(["secrets", ...inner])].flat() as string[];
      for (const command of commands.filter((one) => one.includes(" set "))) expect(command).to.include(" --secret ");
    }
  });

  it("moves the values of a section with an invalid name to an unused name", () => {
    const parameters = parseReceivedValue('{"a b":{"url":"x","list":[1,{"c":2}],"empty":{}},"a_b":{}}');
    expect(fixFor(["parameters", "a b"], { parameters, secrets: { a_b2: {} } })).to.deep.equal([
      `pulumi config rm --path 'parameters["a b"]'`,
      "pulumi config set --path 'parameters.a_b3.url'",
      "pulumi config set --path 'parameters.a_b3.list[0]'",
      "pulumi config set --path 'parameters.a_b3.list[1].c'",
      "pulumi config set --path 'parameters.a_b3.empty'",
    ]);
  });

  it("moves the largest value out of a section that is too large", () => {
    const secrets = { big: { a: "x", b: { c: "long".repeat(9), d: "y" }, e: "z" } };
    expect(fixFor(["secrets", "big"], { secrets })).to.deep.equal([
      "pulumi config rm --path 'secrets.big.b'",
      "pulumi config set --secret --path 'secrets.big2.b.c'",
      "pulumi config set --secret --path 'secrets.big2.b.d'",
    ]);
  });

  it("sets a valid value for every key", () => {
    for (const key of Object.keys(configSchema.shape) as (keyof typeof configSchema.shape)[]) {
      const fix = fixFor([key]);
      if (typeof fix !== "string" || ["adopt", "functions", "keyAdministrators"].includes(key)) continue;
      const [, example = ""] = /^pulumi config set \w+ (.+)$/.exec(fix) ?? [];
      expect(example, key).not.to.equal("");
      expect(configSchema.shape[key].safeParse(example).success, key).to.be.true;
    }
  });
});
