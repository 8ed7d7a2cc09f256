import { expect } from "chai";
import { summarizeBurst } from "../../../../tools/bench/burst/burstResults.ts";
import { theoreticalMaximum } from "../../../../tools/bench/burst/scenario.ts";
import { SCENARIOS } from "../../../../tools/bench/burst/scenarios.ts";
import { burstMarkdown, isTooBusy, resultTable } from "../../../../tools/bench/burst/tables.ts";

const [scenario = expect.fail("no scenario")] = Object.values(SCENARIOS).flat();

const maximum = theoreticalMaximum(scenario);

const result = { scenario, servedMs: [10, 20, 90], calls: 5, throttled: 2, loopDelayMs: 3 };

describe("the results of bursts", () => {
  it("have the number of served environments, and the median and p99 of their waiting times", () => {
    expect(summarizeBurst(result)).to.deep.equal({
      scenario,
      served: 3,
      medianMs: 20,
      p99Ms: 88.6,
      calls: 5,
      throttled: 2,
      loopDelayMs: 3,
    });
  });

  it("have no waiting times if no environment is served", () => {
    const figures = summarizeBurst({ ...result, servedMs: [] });
    expect(figures).not.to.have.any.keys("medianMs", "p99Ms");
    expect(resultTable([figures])).to.include(`| 0 | ${maximum} | 0.000 | – | – |`);
  });

  it("are not shown if the machine was too busy", () => {
    const figures = summarizeBurst({ ...result, loopDelayMs: 251 });
    expect(isTooBusy(figures)).to.be.true;
    expect(resultTable([figures])).to.include(`| machine too busy | ${maximum} |`);
  });

  it("are in docs/scaling.md with the maximum, by the title of their table", () => {
    const machine = { date: "2026-11-27", node: "v24.21.0", cores: 2 };
    const markdown = burstMarkdown({ machine, scenarios: { Retries: [summarizeBurst(result)] } });
    expect(markdown).to.match(/^- .*\n\n\*\*Retries\*\*\n\n\| retry strategy \|/s);
    expect(markdown).to.include(`| 1 by path | 3 of ${maximum} | 20 | 89 | 2 |`);
    expect(markdown).to.match(/Measured on 2026-11-27 with Node.js v24.21.0 and 2 cores\.$/);
  });
});
