import { expect } from "chai";
import type { Fix } from "../../../../infra/config/problems/stackConfigError.ts";
import { inConfigFile } from "../../../../infra/config/stackFile/inConfigFile.ts";

describe("inConfigFile", () => {
  const file = { name: "my stacks/prod.yaml", config: [], importsEnvironments: false, projectKeys: [] };
  const fixed = (fix: Fix, isOption: boolean) =>
    inConfigFile([{ key: "key", rule: "must be", fix }], { ...file, isOption }).map((problem) => problem.fix);

  it("lets each command change the file that --config-file names", () => {
    const option = "--config-file 'my stacks/prod.yaml'";
    expect(fixed("pulumi config set memorySize 256", true)).to.deep.equal([
      `pulumi config set ${option} memorySize 256`,
    ]);
    expect(fixed(["pulumi config rm a", "pulumi config set --path -- 'b.c' -1"], true)).to.deep.equal([
      [`pulumi config rm ${option} a`, `pulumi config set ${option} --path -- 'b.c' -1`],
    ]);
  });

  it("leaves other commands, and what is done by hand", () => {
    for (const fix of ["aws configure", { byHand: "put quotes around 1.10" }]) {
      expect(fixed(fix, true)).to.deep.equal([fix]);
    }
  });

  it("leaves the commands for the stack's own file", () => {
    expect(fixed("pulumi config set memorySize 256", false)).to.deep.equal(["pulumi config set memorySize 256"]);
  });
});
