import { expect } from "chai";
import { theoreticalMaximum } from "../../../../tools/bench/burst/scenario.ts";
import { SCENARIOS } from "../../../../tools/bench/burst/scenarios.ts";

describe("theoreticalMaximum", () => {
  const [[scenario] = []] = Object.values(SCENARIOS);
  if (scenario === undefined) throw new Error("SCENARIOS must not be empty.");

  it("is the number of calls admitted while environments start and wait, divided by the calls of a load", () => {
    // 40 calls per second for 10 s of starts, 8.8 s of INIT and 4.5 s of waiting, and 40 calls saved up before.
    expect(theoreticalMaximum(scenario)).to.equal(972);
    expect(theoreticalMaximum({ ...scenario, parameters: 11 })).to.equal(486);
  });

  it("does not include the time of INIT if environments load in their first invocation", () => {
    expect(theoreticalMaximum({ ...scenario, loadDuringInit: false })).to.equal(620);
  });

  it("is at most the number of environments", () => {
    expect(theoreticalMaximum({ ...scenario, timeoutSeconds: 30 })).to.equal(1000);
  });

  it("is lower if calls fail and are retried", () => {
    const faults = { reset: 0.25, serverError: 0.25, emptyPage: 0, shortPage: 0 };
    expect(theoreticalMaximum({ ...scenario, faults })).to.equal(486);
  });
});
