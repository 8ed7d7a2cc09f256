import { expect } from "chai";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";
import { failureLogEntry, loadMetricFields } from "../../../../app/runtime/telemetry/log.ts";

const unit = (Name: string, Unit: string) => ({ Name, Unit });
const counts = [unit("loads", "Count"), unit("loadFailures", "Count")];

describe("failureLogEntry", () => {
  it("returns the message and the cause of a ConfigurationError", () => {
    const error = new ConfigurationError("cannot load", { cause: new RangeError("message of AWS") });
    expect(failureLogEntry(error, "request-1")).to.deep.equal({
      level: "ERROR",
      message: "invocation failed",
      requestId: "request-1",
      error: "ConfigurationError",
      reason: "cannot load",
      cause: "RangeError: message of AWS",
    });
  });

  it("does not show a thrown value that is not an error", () => {
    const entry = { level: "ERROR", message: "invocation failed", requestId: undefined, error: "unknown" };
    expect(failureLogEntry("some text", undefined)).to.deep.equal(entry);
  });
});

describe("loadMetricFields", () => {
  it("returns the metrics of a load in the embedded metric format", () => {
    expect(loadMetricFields(1_800_000_000_000, { loads: 1, loadFailures: 0 }, 250)).to.deep.equal({
      loads: 1,
      loadFailures: 0,
      ageSeconds: 0.25,
      _aws: {
        Timestamp: 1_800_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: "SharedSecrets",
            Dimensions: [["path"]],
            Metrics: [...counts, unit("ageSeconds", "Seconds")],
          },
        ],
      },
    });
  });

  it("omits the age from the metrics when there is nothing to serve", () => {
    const { _aws, ...values } = loadMetricFields(1, { loads: 1, loadFailures: 1 }, undefined);
    expect(values).to.deep.equal({ loads: 1, loadFailures: 1, ageSeconds: undefined });
    expect(_aws.CloudWatchMetrics[0]).to.have.property("Metrics").that.deep.equals(counts);
  });
});
