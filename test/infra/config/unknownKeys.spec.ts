import { expect } from "chai";
import { configSchema } from "../../../infra/config/configSchema.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import { configProblems } from "../support/configProblems.ts";

describe("a key that nobody reads", () => {
  it("is refused by name, with those that are read", async () => {
    const config = { "shared-secrets:memorysize": 512 };
    expect(await configProblems({ config })).to.deep.equal([
      {
        key: "memorysize",
        rule: `is none of the keys: ${Object.keys(configSchema.shape).join(", ")}`,
        fix: "pulumi config rm memorysize",
      },
    ]);
  });

  it("of another project or of AWS is none of this one's business", async () => {
    const config = { "other:memorysize": 512, "aws:maxRetries": 3 };
    const { error } = await runProgram({ config });
    expect(error).to.equal(undefined);
  });
});
