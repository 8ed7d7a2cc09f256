import { expect } from "chai";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";

describe("ConfigurationError", () => {
  it("has its name in the first line of its stack", () => {
    expect(new ConfigurationError("must be set").stack).to.match(/^ConfigurationError: must be set\n/);
  });
});
