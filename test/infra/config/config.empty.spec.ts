import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import { warningsOf } from "../support/warnings.ts";

describe("a stack without parameters and secrets", () => {
  it("is deployed with a warning: its function would find nothing", async () => {
    const config = { "shared-secrets:parameters": {} };
    const { result, warnings } = await warningsOf(() => runProgram({ config }));
    expect(result.error).to.equal(undefined);
    expect(warnings).to.include("There are neither parameters nor secrets");
  });

  it("is not what a stack with parameters is", async () => {
    const { warnings } = await warningsOf(() => runProgram());
    expect(warnings).to.equal("");
  });
});
