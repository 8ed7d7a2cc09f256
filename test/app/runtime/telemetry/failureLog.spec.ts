import { expect } from "chai";
import { ConfigurationError } from "../../../../app/runtime/configuration/errors.ts";
import { failureLog } from "../../../../app/runtime/telemetry/failureLog.ts";

describe("failureLog", () => {
  it("adds what AWS said to the reason of a ConfigurationError", () => {
    const error = new ConfigurationError("cannot load", { cause: new RangeError("said AWS") });
    expect(failureLog(error, "request-1")).to.deep.equal({
      level: "ERROR",
      message: "invocation failed",
      requestId: "request-1",
      error: "ConfigurationError",
      reason: "cannot load",
      cause: "RangeError: said AWS",
    });
  });

  it("does not show what was thrown when it is no error", () => {
    const entry = { level: "ERROR", message: "invocation failed", requestId: undefined, error: "unknown" };
    expect(failureLog("some text", undefined)).to.deep.equal(entry);
  });
});

describe("ConfigurationError", () => {
  it("has its name in the first line of its stack", () => {
    expect(new ConfigurationError("must be set").stack).to.match(/^ConfigurationError: must be set\n/);
  });
});
