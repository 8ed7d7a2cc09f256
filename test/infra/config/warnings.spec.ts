import { expect } from "chai";
import { loadWarnings } from "../../../infra/config/warnings.ts";
import { runProgram, runValidProgram } from "../../../tools/fakes/program.ts";
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

/** Returns a function that reads so many sections by their names. */
const lister = (count: number, timeoutSeconds: number, name = "mailer") => ({
  name,
  reads: Object.keys(sections("section", count, true)),
  timeoutSeconds,
});

describe("loadWarnings about bursts", () => {
  it("returns none for one page, since higher throughput is enough", () => {
    for (const timeoutSeconds of [1, 5, 900]) expect(loadWarnings([reader(timeoutSeconds)], 10)).to.deep.equal([]);
  });

  it("returns the burst sizes and the fixes for two pages, until the timeout is long enough", () => {
    expect(loadWarnings([reader(5)], 11)).to.deep.equal([
      "Each execution environment of these functions loads 11 parameters and secrets in 2 sequential GetParametersByPath " +
        "calls: viewer. In a burst of more than 178 new execution environments (715 with Parameter Store's higher " +
        "throughput), calls are throttled until invocations exceed timeoutSeconds (5) and fail. Lambda starts up to 1000 " +
        "environments of a function in 10 s. Fix: list the sections that they read in `reads` in app/functions.ts, or use " +
        "at most 10 sections, or raise the timeout: `pulumi config set --path 'functions.viewer.timeoutSeconds' 11`.",
    ]);
    expect(loadWarnings([reader(10)], 11)).to.have.length(1);
    expect(loadWarnings([reader(11)], 11)).to.deep.equal([]);
  });

  it("does not count the time of INIT for a function that does not load then", () => {
    const [warning, ...others] = loadWarnings([{ ...reader(5), loadDuringInit: false }], 11);
    expect(warning).to.include("more than 68 new execution environments (275 with").and.include("timeoutSeconds' 20`");
    expect(others).to.deep.equal([]);
  });

  it("returns one warning for functions with the same load and timeout, and another for each other one", () => {
    const functions = [reader(5, "one"), reader(10, "slower"), reader(5, "two"), reader(30, "slow")];
    const warnings = loadWarnings(functions, 11);
    expect(warnings).to.have.length(2);
    expect(warnings[0]).to.include("calls: one, two. ").and.include("more than 178 new").and.include("(5) and fail");
    expect(warnings[0]).to.include(
      "raise the timeout: `pulumi config set --path 'functions.one.timeoutSeconds' 11`, then " +
        "`pulumi config set --path 'functions.two.timeoutSeconds' 11`.",
    );
    expect(warnings[1]).to.include("calls: slower. ").and.include("more than 241 new").and.include("(10) and fail");
  });

  it("suggests no timeout above Lambda's limit, and no list that is not enough either", () => {
    const [, warning] = loadWarnings([reader(5)], 1000);
    expect(warning).to.match(/ in 10 s\. Fix: use at most 10 sections\.$/);
  });

  it("returns none for a function that reads up to 100 sections by their names, whatever the stack has", () => {
    for (const timeoutSeconds of [1, 5, 900]) {
      expect(loadWarnings([lister(100, timeoutSeconds), lister(0, timeoutSeconds)], 1000)).to.deep.equal([]);
    }
  });

  it("counts the sections of a function that reads them by their names, at the higher quota of these calls", () => {
    expect(loadWarnings([lister(171, 5)], 1000)).to.deep.equal([
      "Each execution environment of these functions loads 171 parameters and secrets in 18 parallel GetParameters calls: " +
        "mailer. In a burst of more than 16 new execution environments (893 with Parameter Store's higher throughput), calls " +
        "are throttled until invocations exceed timeoutSeconds (5) and fail. Lambda starts up to 1000 environments of a " +
        "function in 10 s. Fix: use at most 100 sections, or raise the timeout: " +
        "`pulumi config set --path 'functions.mailer.timeoutSeconds' 7`.",
    ]);
    expect(loadWarnings([lister(170, 5)], 1000)).to.deep.equal([]);
  });
});

describe("loadWarnings about pages", () => {
  const lists = [lister(2, 900, "some"), lister(0, 1, "none"), lister(30, 900, "many")];

  it("returns none for functions that read a list", () => {
    for (const count of [0, 11, 100]) expect(loadWarnings(lists, count)).to.deep.equal([]);
  });

  it("names only functions that read all", () => {
    const functions = [...lists, reader(900), reader(900, "other")];
    expect(loadWarnings(functions, 0)).to.deep.equal([
      'No parameters or secrets are configured. These functions read "all", and fail on every invocation: viewer, other.',
    ]);
    expect(loadWarnings(functions, 20)).to.deep.equal([]);
    const warnings = loadWarnings(functions, 21);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include("parameters each: viewer, other. ");
  });
});

describe("the program", function () {
  this.timeout(60_000);

  it("warns about a burst for parameters and secrets together", async () => {
    expect(await warningsWith(6, 5)).to.include(
      "Each execution environment of these functions loads 11 parameters and secrets in 2 sequential GetParametersByPath calls",
    );
    expect(await warningsWith(6, 4)).to.equal("");
  });

  it("does not warn about the committed stacks", async () => {
    for (const stack of ["dev", "prod"]) {
      const { warnings } = await warningsOf(() => runValidProgram({ stack }));
      expect(warnings).to.equal("");
    }
  });

  it("warns about more than two pages of parameters, with their number and the fix", async () => {
    const warnings = await warningsWith(11, 10);
    expect(warnings).to.include(
      "There are 21 parameters and secrets. Each load of these functions makes 3 sequential GetParametersByPath calls",
    );
    expect(warnings).to.include("combine sections until at most 20 are left");
    expect(await warningsWith(10, 10)).not.to.include("Each load of these functions");
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
