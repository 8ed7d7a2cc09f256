import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { StackConfigError } from "../../../../infra/config/problems/stackConfigError.ts";

describe("StackConfigError", () => {
  const first = { key: "memorySize", rule: "must be more", given: "1", fix: "pulumi config set memorySize 256" };
  const second = { key: "secrets", rule: "must be JSON", fix: "pulumi config rm secrets" };

  it("prints the stack, the value and the fix of one problem", () => {
    expect(new StackConfigError("dev", [first]).message).to.equal(
      'Invalid config for stack "dev" (1 problem). Nothing was deployed.\n' +
        "  - memorySize must be more (got 1). Fix: `pulumi config set memorySize 256`",
    );
  });

  it("prints each of several problems on its own line", () => {
    const error = new StackConfigError("prod", [first, second]);
    expect(error.message).to.equal(
      'Invalid config for stack "prod" (2 problems). Nothing was deployed.\n' +
        "  - memorySize must be more (got 1). Fix: `pulumi config set memorySize 256`\n" +
        "  - secrets must be JSON. Fix: `pulumi config rm secrets`",
    );
    expect(error.problems).to.deep.equal([first, second]);
  });

  it("prints edits before commands, and all commands of a fix in order", () => {
    const several = { ...second, fix: ["pulumi config rm secrets", "pulumi config set --secret --path 'secrets.a.b'"] };
    const byHand = { key: "parameters.a.b", rule: "must be text", fix: { byHand: "put quotes around it" } };
    const error = new StackConfigError("dev", [several, byHand]);
    expect(error.message.split("\n").slice(1)).to.deep.equal([
      "  - parameters.a.b must be text. Fix: put quotes around it",
      "  - secrets must be JSON. Fix: `pulumi config rm secrets`, then `pulumi config set --secret --path 'secrets.a.b'`",
    ]);
    expect(error.problems).to.deep.equal([byHand, several]);
  });

  it("prints alternatives with `or`", () => {
    const error = new StackConfigError("dev", [{ ...second, fix: { oneOf: ["one", "other"] } }]);
    expect(error.message).to.match(/Fix: `one` or `other`$/);
  });

  it("is a RunError, which Pulumi prints without a stack trace", () => {
    expect(pulumi.RunError.isInstance(new StackConfigError("dev", [first]))).to.be.true;
  });
});
