import * as path from "node:path";
import { expect } from "chai";
import { generatedFiles, readIfPresent } from "../../tools/docs/generatedFiles.ts";
import { ROOT } from "../../tools/lib/paths.ts";

describe("the generated parts of the documents", function () {
  this.timeout(60_000);
  this.slow(10_000);

  it("are up to date with Pulumi.yaml and the results of the benchmarks (if not: npm run docs)", async () => {
    const files = await generatedFiles();
    expect([...files.keys()]).to.include.members([
      "docs/configuration.md",
      "docs/benchmarks.md",
      "docs/images/load-time.svg",
    ]);
    for (const [file, content] of files) {
      expect(readIfPresent(path.join(ROOT, file)) === content, `${file} is out of date. Fix: npm run docs`).to.be.true;
    }
  });
});
