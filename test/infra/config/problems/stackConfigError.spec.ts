import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { StackConfigError } from "../../../../infra/config/problems/stackConfigError.ts";

describe("StackConfigError", () => {
  const first = { key: "memorySize", rule: "must be more", given: "1", fix: "pulumi config set memorySize 256" };
  const second = { key: "secrets", rule: "must be JSON", fix: "pulumi config rm secrets" };

  it("tells one problem", () => {
    expect(new StackConfigError("dev", [first]).message).to.equal(
      "The config of stack dev has a problem, and nothing was deployed:\n" +
        "  - memorySize must be more; got 1. Mend it with `pulumi config set memorySize 256`",
    );
  });

  it("tells several, each on its own line", () => {
    const error = new StackConfigError("prod", [first, second]);
    expect(error.message).to.equal(
      "The config of stack prod has 2 problems, and nothing was deployed:\n" +
        "  - memorySize must be more; got 1. Mend it with `pulumi config set memorySize 256`\n" +
        "  - secrets must be JSON. Mend it with `pulumi config rm secrets`",
    );
    expect(error.problems).to.deep.equal([first, second]);
  });

  it("tells several commands, and first what is to be done by hand", () => {
    const several = { ...second, fix: ["pulumi config rm secrets", "pulumi config set --secret --path 'secrets.a.b'"] };
    const byHand = { key: "parameters.a.b", rule: "must be text", fix: { byHand: "put quotes around it" } };
    const error = new StackConfigError("dev", [several, byHand]);
    expect(error.message.split("\n").slice(1)).to.deep.equal([
      "  - parameters.a.b must be text. Mend it by hand: put quotes around it",
      "  - secrets must be JSON. Mend it with `pulumi config rm secrets` and " +
        "`pulumi config set --secret --path 'secrets.a.b'`",
    ]);
    expect(error.problems).to.deep.equal([byHand, several]);
  });

  it("is one of those whose stack Pulumi does not print", () => {
    expect(pulumi.RunError.isInstance(new StackConfigError("dev", [first]))).to.be.true;
  });
});
