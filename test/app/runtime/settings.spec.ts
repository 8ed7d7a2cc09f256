import { expect } from "chai";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { readSettings } from "../../../app/runtime/settings.ts";

const environment = {
  ENV: "dev",
  APP_CONFIG_PATH: "app",
  CACHE_TTL_SECONDS: "300",
  CACHE_MAX_STALE_SECONDS: "3600",
};

describe("readSettings", () => {
  it("joins ENV and APP_CONFIG_PATH into the path", () => {
    expect(readSettings(environment)).to.deep.equal({
      path: "/dev/app",
      freshness: { ttlSeconds: 300, maxStaleSeconds: 3600 },
      loadDuringInit: true,
    });
  });

  it("turns off the load during INIT if LOAD_DURING_INIT is false", () => {
    expect(readSettings({ ...environment, LOAD_DURING_INIT: "false" }).loadDuringInit).to.equal(false);
  });

  it("accepts 0 seconds", () => {
    const zero = { ...environment, CACHE_TTL_SECONDS: "0", CACHE_MAX_STALE_SECONDS: "0" };
    expect(readSettings(zero).freshness).to.deep.equal({ ttlSeconds: 0, maxStaleSeconds: 0 });
  });

  for (const name of ["CACHE_TTL_SECONDS", "CACHE_MAX_STALE_SECONDS"]) {
    it(`rejects ${name} when it is missing or not a whole number`, () => {
      for (const value of [undefined, "", "-1", "1.5", "5m", " 5", "1e3", "Infinity", "0x10", "9999999999"]) {
        const got = value === undefined || value === "" ? "nothing" : value;
        expect(() => readSettings({ ...environment, [name]: value })).to.throw(
          ConfigurationError,
          `The environment variable ${name} must be a whole number of seconds (got ${got}). Fix: set it in the function's`,
        );
      }
    });
  }

  for (const name of ["ENV", "APP_CONFIG_PATH"]) {
    it(`rejects ${name} when it is missing or empty`, () => {
      for (const value of [undefined, ""]) {
        expect(() => readSettings({ ...environment, [name]: value })).to.throw(
          ConfigurationError,
          `The environment variable ${name} is missing or empty. Fix: set it`,
        );
      }
    });
  }
});
