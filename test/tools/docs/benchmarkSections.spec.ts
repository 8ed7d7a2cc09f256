import { expect } from "chai";
import { readBenchResults } from "../../../tools/bench/benchResults.ts";
import type { ColdStartFigures } from "../../../tools/bench/cpu/coldStartReport.ts";
import { benchmarkSections, coldStartChart, loadTimeChart } from "../../../tools/docs/benchmarkSections.ts";

const summary = (median: number) => ({ median, p99: 2 * median, repetitions: 10 });

const figures = (memoryMb: number, parameters: number, firstMs: number): ColdStartFigures => ({
  name: "this project",
  loading: "INIT",
  parameters,
  memoryMb,
  initMs: summary(200),
  firstMs: summary(firstMs),
  sumMs: summary(200 + firstMs),
});

describe("the section about cold starts", () => {
  const withCold = (cold: readonly ColdStartFigures[] | string) => ({ ...readBenchResults(), cold });

  it("has a table for each number of parameters", () => {
    const { "cold starts": section } = benchmarkSections(withCold([figures(128, 10, 3), figures(128, 50, 4)]));
    expect(section).to.include("cold start with 10 parameters").and.include("cold start with 50 parameters");
  });

  it("says why there are no figures", () => {
    const reason = "Not measured. The CPU cannot be limited here.";
    expect(benchmarkSections(withCold(reason))["cold starts"]).to.equal(reason);
  });

  it("has a chart of the default memory size with the fewest parameters", () => {
    const svg = coldStartChart(withCold([figures(128, 10, 3), figures(256, 10, 5), figures(256, 50, 7)]));
    expect(svg).to.include(">5 (205) ms</text>");
    expect(svg).not.to.include(">3 (203) ms</text>").and.not.include(">7 (207) ms</text>");
  });

  it("has the chart of load times where nothing was measured", () => {
    const results = withCold("Not measured.");
    expect(coldStartChart(results)).to.equal(loadTimeChart(results));
  });
});
