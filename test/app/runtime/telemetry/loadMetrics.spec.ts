import { expect } from "chai";
import { loadMetrics } from "../../../../app/runtime/telemetry/loadMetrics.ts";

const unit = (Name: string, Unit: string) => ({ Name, Unit });
const counts = [unit("loads", "Count"), unit("loadFailures", "Count")];

describe("loadMetrics", () => {
  it("makes metrics of a load by the embedded metric format", () => {
    expect(loadMetrics(1_800_000_000_000, { loads: 1, loadFailures: 0 }, 250)).to.deep.equal({
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

  it("names no age where nothing can be served", () => {
    const { _aws, ...values } = loadMetrics(1, { loads: 1, loadFailures: 1 }, undefined);
    expect(values).to.deep.equal({ loads: 1, loadFailures: 1, ageSeconds: undefined });
    expect(_aws.CloudWatchMetrics[0]).to.have.property("Metrics").that.deep.equals(counts);
  });
});
