import { expect } from "chai";
import { configPath, isExpressible } from "../../../../infra/config/problems/configPath.ts";
import type { ConfigPath } from "../../../../infra/config/problems/configPath.ts";

describe("configPath", () => {
  const paths: readonly [segments: ConfigPath, path: string][] = [
    [["secrets"], "secrets"],
    [["secrets", "appSecrets", "secretKey"], "secrets.appSecrets.secretKey"],
    [["secrets", "my-app", "secret_key"], "secrets.my-app.secret_key"],
    [["secrets", "a.b", "c d"], 'secrets["a.b"]["c d"]'],
    [["secrets", "", 'a"b'], String.raw`secrets[""]["a\"b"]`],
    [["secrets", "section", "list", 0, "name"], "secrets.section.list[0].name"],
    [["secrets", "section", "0", "a[0]"], 'secrets.section.0["a[0]"]'],
    [["secrets", "section", "é"], 'secrets.section["é"]'],
    [["secrets", "section", String.raw`a\b`], String.raw`secrets.section["a\b"]`],
    [["secrets", "section", "a\\"], "secrets.section.a\\"],
    [["aws:allowedAccountIds", 1], "aws:allowedAccountIds[1]"],
  ];
  for (const [segments, path] of paths) {
    it(`formats ${path}`, () => {
      expect(configPath(segments)).to.equal(path);
      expect(isExpressible(segments)).to.be.true;
    });
  }

  it("cannot express a key that ends in a backslash and has a dot", () => {
    expect(isExpressible(["secrets", "section", "a.b\\"])).to.be.false;
  });
});
