import { expect } from "chai";
import { configSchema } from "../../../infra/config/configSchema.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import { configProblems } from "../support/configProblems.ts";

describe("readStackConfig", () => {
  it("rejects an unknown key, and lists the known keys", async () => {
    const config = { "shared-secrets:memorysize": 512 };
    expect(await configProblems({ config })).to.deep.equal([
      {
        key: "memorysize",
        rule: `is not a known key. Known keys: ${Object.keys(configSchema.shape).join(", ")}`,
        fix: "pulumi config rm memorysize",
      },
    ]);
  });

  it("accepts unknown keys of other projects and of AWS", async () => {
    const config = { "other:memorysize": 512, "aws:maxRetries": 3 };
    const { error } = await runProgram({ config });
    expect(error).to.equal(undefined);
  });
});
