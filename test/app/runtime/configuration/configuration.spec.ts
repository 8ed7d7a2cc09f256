import { inspect } from "node:util";
import { expect } from "chai";
import { Configuration } from "../../../../app/runtime/configuration/configuration.ts";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";
import { Section } from "../../../../app/runtime/configuration/section.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";

const path = "/dev/app";
const api = new Section({ name: "api", secret: false, values: { url: "https://example.com" } });
const database = new Section({ name: "database", secret: true, values: { password: CANARY } });
const configuration = new Configuration({ path, version: "abc", sections: [api, database] });

describe("Configuration", () => {
  it("returns a section by its name", () => {
    expect(configuration.section("database")).to.equal(database);
    expect(configuration.sections).to.deep.equal([api, database]);
  });

  it("throws an error with the known sections and the parameter to add when a section is missing", () => {
    expect(() => configuration.section("cache")).to.throw(
      ConfigurationError,
      'There is no section "cache" under /dev/app. Sections: "api", "database". Fix: use one of these, or add the parameter /dev/app/cache.',
    );
  });

  it("shows plain values and masks secret values in JSON, String and inspect", () => {
    const shown = {
      path,
      version: "abc",
      sections: { api: { url: "https://example.com" }, database: { password: "********" } },
    };
    expect(JSON.parse(JSON.stringify({ configuration }))).to.deep.equal({ configuration: shown });
    expect(JSON.parse(String(configuration))).to.deep.equal(shown);
    expect(inspect(configuration)).to.include("https://example.com").and.to.include("********");
    expectNoCanary(
      configuration,
      { deep: { inside: configuration } },
      inspect(configuration, { customInspect: false }),
    );
  });

  it("treats sections named __proto__, constructor and a-b like any other", () => {
    const names = ["__proto__", "constructor", "a-b"];
    const sections = names.map((name) => new Section({ name, secret: false, values: { name } }));
    const odd = new Configuration({ path, version: "abc", sections });
    for (const name of names) expect(odd.section(name).string("name")).to.equal(name);
    expect(Object.keys(odd.toJSON().sections)).to.deep.equal(names);
    expect(() => odd.section("toString")).to.throw(ConfigurationError, 'no section "toString"');
  });
});

describe("ConfigurationError", () => {
  it("has its name in the first line of its stack", () => {
    expect(new ConfigurationError("must be set").stack).to.match(/^ConfigurationError: must be set\n/);
  });
});
