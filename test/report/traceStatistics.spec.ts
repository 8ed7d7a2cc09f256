import { expect } from "chai";
import { figuresOf } from "../../report/traceStatistics.ts";
import { serviceMapOfTraces } from "../../report/serviceMapOfTraces.ts";
import { exampleTraces } from "./support/exampleReport.ts";

describe("figuresOf", () => {
  it("counts invocations, cold and failed ones, and places the percentiles between two values", () => {
    // 12.5, 40 and 480 ms: p90 lies 0.8 of the way from the second to the third, p99 0.98.
    const figures = figuresOf(exampleTraces("dev"));
    expect(figures).to.deep.include({ invocations: 3, cold: 1, failed: 1, p50Ms: 40 });
    expect(figures.p90Ms).to.be.closeTo(392, 1e-9);
    expect(figures.p99Ms).to.be.closeTo(471.2, 1e-9);
  });

  it("has no percentiles of nothing", () => {
    expect(figuresOf([])).to.deep.equal({
      invocations: 0,
      cold: 0,
      failed: 0,
      p50Ms: undefined,
      p90Ms: undefined,
      p99Ms: undefined,
    });
  });
});

describe("serviceMapOfTraces", () => {
  it("counts calls, mean times and errors of the function and of Parameter Store", () => {
    const { services, calls } = serviceMapOfTraces("parameterStoreBlog-dev", exampleTraces("dev"));
    expect(services.map(({ name }) => name)).to.deep.equal(["Client", "parameterStoreBlog-dev", "Parameter Store"]);
    expect(calls).to.deep.equal([
      { from: "client", to: "function", count: 3, meanMs: (480 + 12.5 + 40) / 3, errors: 1 },
      { from: "function", to: "parameters", count: 1, meanMs: 88.25, errors: 0 },
    ]);
  });

  it("has no mean of no calls", () => {
    expect(serviceMapOfTraces("f", []).calls.map(({ meanMs }) => meanMs)).to.deep.equal([0, 0]);
  });
});
