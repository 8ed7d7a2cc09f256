import { expect } from "chai";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";
import { failureLogEntry, loadMetricFields, writeLog } from "../../../../app/runtime/telemetry/log.ts";
import { withEnvironment } from "../../support/environment.ts";
import { withOutput } from "../../support/output.ts";

const unit = (Name: string, Unit: string) => ({ Name, Unit });
const counts = [unit("loads", "Count"), unit("loadFailures", "Count")];

const ORIGIN = { requestId: "request-1" };

describe("writeLog", () => {
  withEnvironment({ AWS_LAMBDA_FUNCTION_NAME: "app-dev_viewer" });

  it("writes one JSON line with the time and the function's name, which is the dimension of the metrics", async () => {
    const fields = loadMetricFields(1_800_000_000_000, { loads: 1, loadFailures: 0 }, 250, ORIGIN);
    const { output } = await withOutput(() => {
      writeLog({ level: "INFO", message: "configuration loaded", ...fields });
      return Promise.resolve();
    });
    expect(output).to.match(/^[^\n]+\n$/);
    const { timestamp, ...entry } = JSON.parse(output) as Record<string, unknown>;
    expect(Date.parse(String(timestamp))).to.be.closeTo(Date.now(), 60_000);
    expect(entry).to.deep.equal({
      FunctionName: "app-dev_viewer",
      level: "INFO",
      message: "configuration loaded",
      ...fields,
    });
    const [metrics] = fields._aws.CloudWatchMetrics as readonly { readonly Dimensions: string[][] }[];
    expect(metrics?.Dimensions).to.deep.equal([["FunctionName"]]);
  });
});

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
    expect(loadMetricFields(1_800_000_000_000, { loads: 1, loadFailures: 0 }, 250, ORIGIN)).to.deep.equal({
      loads: 1,
      loadFailures: 0,
      ageSeconds: 0.25,
      _aws: {
        Timestamp: 1_800_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: "SharedSecrets",
            Dimensions: [["FunctionName"]],
            Metrics: [...counts, unit("ageSeconds", "Seconds")],
          },
        ],
      },
    });
  });

  it("counts the loads during INIT also by themselves", () => {
    const { _aws } = loadMetricFields(1, { loads: 1, loadFailures: 0 }, 250, { during: "init" });
    expect(_aws.CloudWatchMetrics).to.have.length(2);
    expect(_aws.CloudWatchMetrics[1]).to.deep.equal({
      Namespace: "SharedSecrets",
      Dimensions: [["FunctionName", "during"]],
      Metrics: counts,
    });
  });

  it("omits the age from the metrics when there is nothing to serve", () => {
    const { _aws, ...values } = loadMetricFields(1, { loads: 1, loadFailures: 1 }, undefined, ORIGIN);
    expect(values).to.deep.equal({ loads: 1, loadFailures: 1, ageSeconds: undefined });
    expect(_aws.CloudWatchMetrics[0]).to.have.property("Metrics").that.deep.equals(counts);
  });
});
