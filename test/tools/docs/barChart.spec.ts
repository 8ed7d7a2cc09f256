import { expect } from "chai";
import { barChart } from "../../../tools/docs/barChart.ts";
import type { Bar } from "../../../tools/docs/barChart.ts";

describe("barChart", () => {
  const chart = (...bars: Bar[]) => barChart({ title: "Time in ms", bars, format: ({ value }) => `${value} ms` });
  const widths = (svg: string, kind: string) =>
    Array.from(svg.matchAll(new RegExp(`class="${kind}"[^>]* width="([\\d.]+)"`, "g")), ([, width]) => Number(width));

  it("draws bars in proportion to their values", () => {
    const svg = chart({ label: "one", value: 10, own: true }, { label: "other", value: 40 });
    const [own = NaN] = widths(svg, "own");
    const [other = NaN] = widths(svg, "bar");
    expect(other / own).to.be.closeTo(4, 0.01);
  });

  it("draws the maximum of a bar on the same scale", () => {
    const svg = chart({ label: "one", value: 10, maximum: 20 });
    expect(widths(svg, "maximum")[0]).to.be.closeTo(2 * (widths(svg, "bar")[0] ?? NaN), 0.1);
  });

  it("has the title, all labels and all values as text, escaped", () => {
    const svg = chart({ label: "a < b & c", value: 10 });
    expect(svg)
      .to.include("<title>Time in ms</title>")
      .and.include(">a &lt; b &amp; c</text>")
      .and.include(">10 ms</text>");
  });
});
