import { readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { appDeclaring, projectWithApp, withoutTriggers } from "../../../tools/fakes/projectWithApp.ts";
import { SAMPLE_APP } from "../../../tools/fakes/sampleProject.ts";
import { ROOT } from "../../../tools/lib/paths.ts";

describe("projectWithApp", () => {
  it("copies index.ts without the triggers that a user has attached, and attaches others", () => {
    const index = readFileSync(path.join(ROOT, "index.ts"), "utf8");
    const project = projectWithApp(appDeclaring({}), "// others");
    try {
      expect(readFileSync(path.join(project, "index.ts"), "utf8")).to.equal(`${withoutTriggers(index)}// others`);
    } finally {
      rmSync(project, { recursive: true });
    }
    const own = "export const a = 1;\n\n";
    expect(withoutTriggers(`${own}// Your triggers follow, such as …\nnew Queue("mail");\n`)).to.equal(own);
    expect(withoutTriggers(own)).to.equal(own);
  });
});

describe("SAMPLE_APP", () => {
  it("has the same imports as a user's app", () => {
    expect(SAMPLE_APP).to.include.keys("functions.ts", "notifier.ts", "sections.ts", "viewer.ts");
    const imports = Object.values(SAMPLE_APP).flatMap((text) => text.match(/(?<= from ").*(?=";)/g) ?? []);
    for (const one of imports) expect(one).to.match(/^(zod\/mini$|\.\/(runtime\/|functions\.ts|sections\.ts))/);
  });
});
