import { expect } from "chai";
import { CliError } from "../../../tools/lib/cliError.ts";
import { deployedFunctions, selectFunctions } from "../../../tools/lib/deployedFunctions.ts";

const described = (functionName: string) => ({ functionName, functionArn: "", reads: "all", invokeCommand: "" });

describe("deployedFunctions", () => {
  it("returns the functions of the outputs, the stack's first one first", () => {
    const functions = { auditor: described("app-dev_auditor"), viewer: described("app-dev_viewer") };
    const outputs = { functionName: "app-dev_viewer", functions };
    expect(deployedFunctions(outputs)).to.deep.equal([
      { name: "viewer", ...described("app-dev_viewer") },
      { name: "auditor", ...described("app-dev_auditor") },
    ]);
  });

  it("returns none for a stack that is not deployed or has no function", () => {
    expect(deployedFunctions({})).to.deep.equal([]);
    expect(deployedFunctions({ functionName: null, functions: {} })).to.deep.equal([]);
  });
});

describe("selectFunctions", () => {
  const [viewer, mailer] = [
    { name: "viewer", functionName: "app-dev_viewer" },
    { name: "mailer", functionName: "app-dev_mailer" },
  ];

  it("returns all functions without names", () => {
    expect(selectFunctions([viewer, mailer])).to.deep.equal([viewer, mailer]);
    expect(selectFunctions([viewer, mailer], [])).to.deep.equal([viewer, mailer]);
  });

  it("returns each named function once, by its name or its full name, in the order of the stack", () => {
    expect(selectFunctions([viewer, mailer], ["mailer"])).to.deep.equal([mailer]);
    expect(selectFunctions([viewer, mailer], ["app-dev_mailer", "viewer", "mailer"])).to.deep.equal([viewer, mailer]);
  });

  it("rejects a name that no function has, with those that exist", () => {
    expect(() => selectFunctions([viewer, mailer], ["viewer", "app-prod_viewer"])).to.throw(
      CliError,
      "--function must be one of: viewer, mailer (got app-prod_viewer).",
    );
  });
});
