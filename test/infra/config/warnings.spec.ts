import { expect } from "chai";
import { burstWarning } from "../../../infra/config/warnings.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import { warningsOf } from "../support/warnings.ts";

/** Runs the program with so many parameters and secrets, and returns its warnings. */
async function warningsWith(plain: number, secret: number): Promise<string> {
  const sections = (name: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, { key: "canary" }]));
  const config = { "shared-secrets:parameters": sections("plain", plain) };
  const { result, warnings } = await warningsOf(() => runProgram({ config, secrets: sections("secret", secret) }));
  expect(result.error).to.equal(undefined);
  expect(warnings).not.to.include("canary");
  return warnings;
}

describe("burstWarning", () => {
  it("returns nothing for one page, since higher throughput is enough", () => {
    for (const timeoutSeconds of [1, 5, 900]) expect(burstWarning(10, timeoutSeconds)).to.equal(undefined);
  });

  it("returns the burst sizes and the fix for more pages, until the timeout is long enough", () => {
    expect(burstWarning(11, 5)).to.equal(
      "Each execution environment loads 11 parameters and secrets in 2 calls. In a burst of more than 68 new execution " +
        "environments (275 with Parameter Store's higher throughput), calls are throttled until invocations exceed " +
        "timeoutSeconds (5) and fail. Lambda starts up to 1000 environments in 10 s. Use at most 10 sections, which take " +
        "one call, or raise the timeout: `pulumi config set timeoutSeconds 20`.",
    );
    expect(burstWarning(11, 19)).to.be.a("string");
    expect(burstWarning(11, 20)).to.equal(undefined);
  });

  it("suggests no timeout above Lambda's limit", () => {
    expect(burstWarning(1000, 5)).to.match(/which take one call\.$/);
  });
});

describe("the program", function () {
  this.timeout(60_000);

  it("warns about a burst for parameters and secrets together", async () => {
    expect(await warningsWith(6, 5)).to.include(
      "Each execution environment loads 11 parameters and secrets in 2 calls",
    );
    expect(await warningsWith(6, 4)).to.equal("");
  });

  it("does not warn about the committed stacks", async () => {
    for (const stack of ["dev", "prod"]) {
      const { warnings } = await warningsOf(() => runProgram({ stack, secrets: { appSecrets: { key: "x" } } }));
      expect(warnings).to.equal("");
    }
  });

  it("warns about more than two pages of parameters, with their number and the fix", async () => {
    const warnings = await warningsWith(11, 10);
    expect(warnings).to.include(
      "There are 21 parameters and secrets. Each load makes 3 sequential GetParametersByPath calls",
    );
    expect(warnings).to.include("Combine sections until at most 20 are left");
    expect(await warningsWith(10, 10)).not.to.include("GetParametersByPath calls");
  });

  it("warns about a stack without parameters and secrets, and deploys it", async () => {
    const config = { "shared-secrets:parameters": {} };
    const { result, warnings } = await warningsOf(() => runProgram({ config }));
    expect(result.error).to.equal(undefined);
    expect(warnings).to.include("No parameters or secrets are configured.");
    expect((await warningsOf(() => runProgram())).warnings).to.equal("");
  });
});
