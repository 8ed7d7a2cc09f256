import { expect } from "chai";
import { CALLS_PER_SECOND, largestBurst, timeoutForLargestBurst } from "../../../infra/config/burstCapacity.ts";
import { burstWarning } from "../../../infra/config/burstWarning.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import { warningsOf } from "../support/warnings.ts";

const { byDefault, withHigherThroughput } = CALLS_PER_SECOND;

describe("the largest burst that is served", () => {
  it("is smaller with more pages, and larger with a longer timeout or a higher throughput", () => {
    const size = (pages: number, timeoutSeconds: number, callsPerSecond: number) =>
      largestBurst({ pages, timeoutSeconds, callsPerSecond });
    // 40 calls a second in 5.5 s, of which each environment needs 1 - 0.4, and as much again.
    expect(size(1, 5, byDefault)).to.equal(183);
    expect(size(2, 5, byDefault)).to.equal(68);
    expect(size(1, 30, byDefault)).to.be.greaterThan(1000);
    expect(size(2, 5, withHigherThroughput)).to.equal(275);
    expect(size(1, 1, withHigherThroughput)).to.equal(Infinity);
  });

  it("tells the timeout with which Lambda's largest is served", () => {
    expect(timeoutForLargestBurst(2, withHigherThroughput)).to.equal(20);
    expect(largestBurst({ pages: 2, timeoutSeconds: 19, callsPerSecond: withHigherThroughput })).to.be.lessThan(1000);
  });
});

describe("the warning of a burst", () => {
  it("is not due for one page, since the account's setting is enough", () => {
    for (const timeoutSeconds of [1, 5, 900]) expect(burstWarning(10, timeoutSeconds)).to.equal(undefined);
  });

  it("is due for more pages, and names sizes and what to do, until that is done", () => {
    expect(burstWarning(11, 5)).to.equal(
      "Each execution environment loads 11 parameters in 2 calls. When Lambda starts more than 68 in a row (275 with " +
        "Parameter Store's higher throughput; it starts up to 1000 in 10 s), Parameter Store refuses too many of them for " +
        "timeoutSeconds 5, and invocations fail. Put the values into 10 sections or fewer, which are one call, or raise " +
        "the timeout: `pulumi config set timeoutSeconds 20`.",
    );
    expect(burstWarning(11, 19)).to.be.a("string");
    expect(burstWarning(11, 20)).to.equal(undefined);
  });

  it("names no timeout that Lambda does not have", () => {
    expect(burstWarning(1000, 5)).to.match(/which are one call\.$/);
  });

  it("is given by the program, for plain parameters and secrets together, and not for the committed stacks", async function () {
    this.timeout(60_000);
    const sections = (prefix: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, { a: "x" }]));
    const warned = async (plain: number, secret: number) => {
      const config = { "shared-secrets:parameters": sections("p", plain) };
      return (await warningsOf(() => runProgram({ config, secrets: sections("s", secret) }))).warnings;
    };
    expect(await warned(6, 5)).to.include("Each execution environment loads 11 parameters in 2 calls");
    expect(await warned(6, 4)).to.equal("");
    for (const stack of ["dev", "prod"]) {
      const { warnings } = await warningsOf(() => runProgram({ stack, secrets: { appSecrets: { key: "x" } } }));
      expect(warnings).to.equal("");
    }
  });
});
