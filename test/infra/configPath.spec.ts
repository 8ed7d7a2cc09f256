import { expect } from "chai";
import { configPath, mendingCommand } from "../../infra/configPath.ts";
import { configSchema } from "../../infra/configSchema.ts";

describe("configPath", () => {
  const paths: readonly [segments: string[], path: string][] = [
    [["secrets"], "secrets"],
    [["secrets", "appSecrets", "secretKey"], "secrets.appSecrets.secretKey"],
    [["secrets", "my-app", "secret_key"], "secrets.my-app.secret_key"],
    [["secrets", "a.b", "c d"], 'secrets["a.b"]["c d"]'],
    [["secrets", "", 'a"b'], String.raw`secrets[""]["a\"b"]`],
    [["secrets", "section", "list", "0", "name"], "secrets.section.list[0].name"],
    [["secrets", "section", "é"], 'secrets.section["é"]'],
  ];
  for (const [segments, path] of paths) {
    it(`writes ${path}`, () => {
      expect(configPath(segments)).to.equal(path);
    });
  }
});

describe("mendingCommand", () => {
  const commands: readonly [segments: string[], command: string][] = [
    [["memorySize"], "pulumi config set memorySize 256"],
    [["unknown"], "pulumi config set unknown …"],
    [["secrets", "a b", "c"], `pulumi config set --secret --path 'secrets["a b"].c'`],
    [
      ["secrets", "a b"],
      `pulumi config rm --path 'secrets["a b"]'\` and \`` +
        `pulumi config set --secret --path 'secrets.appSecrets.secretKey'`,
    ],
    [
      ["parameters", "db"],
      "pulumi config rm --path 'parameters.db'` and `pulumi config set --path 'parameters.db.url'",
    ],
    [["parameters"], "pulumi config rm parameters` and `pulumi config set --path 'parameters.appConfig.url'"],
    [
      ["keyAdministrators", "3"],
      "pulumi config set --path 'keyAdministrators[3]' arn:aws:iam::111122223333:role/deployer",
    ],
  ];
  for (const [segments, command] of commands) {
    it(`mends ${segments.join(" › ")}`, () => {
      expect(mendingCommand(segments)).to.equal(command);
    });
  }

  it("never tells to set a secret without --secret", () => {
    for (const inner of [[], ["section"], ["section", "value"], ["section", "list", "0"]]) {
      const commands = mendingCommand(["secrets", ...inner]).split("` and `");
      for (const command of commands.filter((one) => one.includes(" set "))) expect(command).to.include(" --secret ");
    }
  });

  it("has a value that the key's own rule accepts", () => {
    for (const key of Object.keys(configSchema.shape) as (keyof typeof configSchema.shape)[]) {
      const [, example] = /^pulumi config set \w+ (.+)$/.exec(mendingCommand([key])) ?? [];
      if (example !== undefined) expect(configSchema.shape[key].safeParse(example).success, key).to.be.true;
    }
  });
});
