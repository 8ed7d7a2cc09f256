import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import { warningsOf } from "../support/warnings.ts";

/** Runs the program with so many parameters, some of them secrets. */
const warned = async (plain: number, secret: number): Promise<string> => {
  const sections = (name: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, { key: "canary" }]));
  const config = { "shared-secrets:parameters": sections("plain", plain) };
  const { result, warnings } = await warningsOf(() => runProgram({ config, secrets: sections("secret", secret) }));
  expect(result.error).to.equal(undefined);
  return warnings;
};

describe("a stack whose parameters need more than two pages", () => {
  it("is deployed with a warning that names their number, the pages and the fix", async () => {
    const warnings = await warned(11, 10);
    expect(warnings).to.include("There are 21 parameters and secrets: each load takes 3 GetParametersByPath calls");
    expect(warnings).to.include("Put values that belong together into one section, so that at most 20 are left");
    expect(warnings).not.to.include("canary");
  });

  it("is not what a stack with two full pages is", async () => {
    expect(await warned(10, 10)).not.to.include("GetParametersByPath calls");
  });
});
