import { expect } from "chai";
import { ConfigurationError } from "../../app/errors.ts";
import { readSettings } from "../../app/settings.ts";

const environment = { ENV: "dev", APP_CONFIG_PATH: "app" };

describe("readSettings", () => {
  it("makes the path of ENV and APP_CONFIG_PATH, and reveals no secrets by default", () => {
    expect(readSettings(environment)).to.deep.equal({
      path: "/dev/app",
      configVersion: undefined,
      revealSecrets: false,
    });
  });

  it("reads CONFIG_VERSION", () => {
    expect(readSettings({ ...environment, CONFIG_VERSION: "v1" }).configVersion).to.equal("v1");
  });

  it('reveals secrets only for "true"', () => {
    const reveals = ["true", "false", "1", "TRUE", ""].map(
      (REVEAL_SECRETS) => readSettings({ ...environment, REVEAL_SECRETS }).revealSecrets,
    );
    expect(reveals).to.deep.equal([true, false, false, false, false]);
  });

  for (const name of ["ENV", "APP_CONFIG_PATH"]) {
    it(`names ${name} when it is missing or empty`, () => {
      for (const value of [undefined, ""]) {
        expect(() => readSettings({ ...environment, [name]: value })).to.throw(
          ConfigurationError,
          `The environment variable ${name} must be set`,
        );
      }
    });
  }
});
