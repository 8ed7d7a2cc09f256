import { expect } from "chai";
import { burstWarning, pathReaderWarnings } from "../../../infra/config/warnings.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import { ANY_SECTIONS, appReadingAll, functionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { warningsOf } from "../support/warnings.ts";

const sections = <T>(name: string, count: number, value: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, value]));

/** Runs the program with so many parameters and secrets, which its app declares, and returns its warnings. */
async function warningsWith(plain: number, secret: number): Promise<string> {
  const app = appReadingAll({ ...sections("plain", plain, "plain"), ...sections("secret", secret, "secret") });
  const config = { "shared-secrets:parameters": sections("plain", plain, { key: "canary" }) };
  const secrets = sections("secret", secret, { key: "canary" });
  const { result, warnings } = await warningsOf(() => runProgram({ app, config, secrets }));
  expect(result.error).to.equal(undefined);
  expect(warnings).not.to.include("canary");
  return warnings;
}

const reader = (timeoutSeconds: number, name = "viewer") => ({ name, reads: "all", timeoutSeconds }) as const;

describe("burstWarning", () => {
  it("returns nothing for one page, since higher throughput is enough", () => {
    for (const timeoutSeconds of [1, 5, 900]) expect(burstWarning([reader(timeoutSeconds)], 10)).to.equal(undefined);
  });

  it("returns the burst sizes and the fix for more pages, until the timeout is long enough", () => {
    expect(burstWarning([reader(5)], 11)).to.equal(
      "Each execution environment of these functions loads 11 parameters and secrets in 2 calls: viewer. In a burst of " +
        "more than 68 new execution environments (275 with Parameter Store's higher throughput), calls are throttled " +
        "until invocations exceed timeoutSeconds (5) and fail. Lambda starts up to 1000 environments in 10 s. Use at " +
        "most 10 sections, which take one call, or raise the timeout: `pulumi config set --path 'functions.viewer.timeoutSeconds' 20`.",
    );
    expect(burstWarning([reader(19)], 11)).to.be.a("string");
    expect(burstWarning([reader(20)], 11)).to.equal(undefined);
  });

  it("uses the shortest timeout, and raises only those that are too short", () => {
    const warning = burstWarning([reader(30, "slow"), reader(10, "quick"), reader(5, "quicker")], 11);
    expect(warning).to.include("in 2 calls: slow, quick, quicker. ").and.include("exceed timeoutSeconds (5) and fail");
    expect(warning).to.include(
      "raise the timeout: `pulumi config set --path 'functions.quick.timeoutSeconds' 20`, then " +
        "`pulumi config set --path 'functions.quicker.timeoutSeconds' 20`.",
    );
  });

  it("suggests no timeout above Lambda's limit", () => {
    expect(burstWarning([reader(5)], 1000)).to.match(/which take one call\.$/);
  });
});

describe("pathReaderWarnings", () => {
  const lists = [
    { name: "some", reads: ["a", "b"], timeoutSeconds: 1 },
    { name: "none", reads: [], timeoutSeconds: 1 },
  ];

  it("returns nothing for functions that read a list", () => {
    for (const count of [0, 11, 100]) expect(pathReaderWarnings(lists, count)).to.deep.equal([]);
  });

  it("names only functions that read all, and uses only their timeouts", () => {
    const functions = [...lists, reader(20)];
    expect(pathReaderWarnings(functions, 0)).to.deep.equal([
      'No parameters or secrets are configured. These functions read "all", and fail on every invocation: viewer.',
    ]);
    expect(pathReaderWarnings(functions, 11)).to.deep.equal([]);
    expect(pathReaderWarnings(functions, 21).join(" ")).to.include("parameters each: viewer. ").and.not.include("some");
  });
});

describe("the program", function () {
  this.timeout(60_000);

  it("warns about a burst for parameters and secrets together", async () => {
    expect(await warningsWith(6, 5)).to.include(
      "Each execution environment of these functions loads 11 parameters and secrets in 2 calls",
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
      "There are 21 parameters and secrets. Each load of these functions makes 3 sequential GetParametersByPath calls",
    );
    expect(warnings).to.include("combine sections until at most 20 are left");
    expect(await warningsWith(10, 10)).not.to.include("GetParametersByPath calls");
  });

  it("warns about a stack without parameters and secrets, and deploys it", async () => {
    const config = { "shared-secrets:parameters": {} };
    const { result, warnings } = await warningsOf(() => runProgram({ app: ANY_SECTIONS, config, secrets: {} }));
    expect(result.error).to.equal(undefined);
    expect(warnings).to.include("No parameters or secrets are configured.");
    expect((await warningsOf(() => runProgram())).warnings).to.equal("");
  });

  it("warns about nothing in a stack whose functions read nothing", async () => {
    const app = { ...ANY_SECTIONS, "functions.ts": functionsFile("{ viewer: { reads: [] } }") };
    const config = { "shared-secrets:parameters": {} };
    const { result, warnings } = await warningsOf(() => runProgram({ app, config, secrets: {} }));
    expect(result.error).to.equal(undefined);
    expect(warnings).to.equal("");
  });
});
