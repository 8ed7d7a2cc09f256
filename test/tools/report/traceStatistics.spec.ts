import { expect } from "chai";
import type { Trace } from "../../../tools/report/model.ts";
import { buildServiceMap, computeStatistics } from "../../../tools/report/traceStatistics.ts";
import { exampleTraces } from "./support/exampleReport.ts";

describe("computeStatistics", () => {
  it("counts invocations, cold starts and failures, and interpolates percentiles", () => {
    // 12.5, 40 and 480 ms: p90 is 0.8 of the way from the second to the third value, and p99 is 0.98 of it.
    const statistics = computeStatistics(exampleTraces("dev"));
    expect(statistics).to.deep.include({ invocations: 3, coldStarts: 1, failed: 1, p50Ms: 40 });
    expect(statistics.p90Ms).to.be.closeTo(392, 1e-9);
    expect(statistics.p99Ms).to.be.closeTo(471.2, 1e-9);
  });

  it("returns undefined percentiles if there are no traces", () => {
    expect(computeStatistics([])).to.deep.equal({
      invocations: 0,
      coldStarts: 0,
      failed: 0,
      p50Ms: undefined,
      p90Ms: undefined,
      p99Ms: undefined,
    });
  });
});

describe("buildServiceMap", () => {
  const reportOf = (functionName: string, traces: readonly Trace[]) => ({ functionName, traces, omissions: [] });

  it("computes the calls, mean times and errors of each function and of Parameter Store", () => {
    const traces = exampleTraces("dev");
    const { services, calls } = buildServiceMap([reportOf("viewer", traces), reportOf("other", traces.slice(0, 1))]);
    expect(services.map(({ name }) => name)).to.deep.equal(["Client", "viewer", "other", "Parameter Store"]);
    expect(calls).to.deep.equal([
      { from: "client", to: "viewer", count: 3, meanMs: (480 + 12.5 + 40) / 3, errors: 1 },
      { from: "viewer", to: "parameters", count: 1, meanMs: 88.25, errors: 0 },
      { from: "client", to: "other", count: 1, meanMs: 480, errors: 0 },
      { from: "other", to: "parameters", count: 1, meanMs: 88.25, errors: 0 },
    ]);
  });

  it("counts calls by names as calls of Parameter Store", () => {
    const json = JSON.stringify(exampleTraces("dev")).replaceAll("GetParametersByPath", "GetParameters");
    const { calls } = buildServiceMap([reportOf("f", JSON.parse(json) as Trace[])]);
    expect(calls[1]).to.include({ to: "parameters", count: 1, meanMs: 88.25 });
  });

  it("contains only services that call or are called", () => {
    const hit = exampleTraces("dev").slice(1, 2);
    const { services, calls } = buildServiceMap([reportOf("reads nothing", hit), reportOf("idle", [])]);
    expect(services.map(({ name }) => name)).to.deep.equal(["Client", "reads nothing"]);
    expect(calls).to.deep.equal([{ from: "client", to: "reads nothing", count: 1, meanMs: 12.5, errors: 0 }]);
  });
});
