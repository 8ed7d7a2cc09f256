import { rmSync } from "node:fs";
import { expect } from "chai";
import { bundleFiles } from "../../../infra/bundle/bundleFiles.ts";
import { zipFiles } from "../../../infra/bundle/functionBundle.ts";
import { largeValidatorWarning } from "../../../infra/bundle/largeValidator.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import { echoFile, functionsFile, projectWithApp } from "../../../tools/fakes/projectWithApp.ts";
import { warningsOf } from "../support/warnings.ts";

const SECTION = 'import { plain } from "./runtime/configuration/section.ts";\n';

/** Returns the files of an app with this text of `app/sections.ts`. */
const appWith = (sections: string, more: Readonly<Record<string, string>> = {}) => ({
  "functions.ts": functionsFile('{ reader: { reads: ["web"] }, other: { reads: ["web"] }, none: { reads: [] } }'),
  "sections.ts": SECTION + sections,
  "reader.ts": echoFile("reader"),
  "other.ts": echoFile("other"),
  "none.ts": echoFile("none"),
  ...more,
});

/** Bundles the sections of an app, and its function `reader`, without the runtime. */
async function build(app: Readonly<Record<string, string>>) {
  const project = projectWithApp(app);
  const contents = 'export { web } from "./app/sections.ts";\nexport { handler } from "./app/reader.ts";';
  try {
    return await bundleFiles(project, { client: "@aws-sdk/client-ssm", contents });
  } finally {
    rmSync(project, { recursive: true });
  }
}

/** The text of `app/reader.ts` that imports all of zod. */
const READER_WITH_ZOD = `
import { z } from "zod";
import { defineHandler } from "./functions.ts";
export const handler = defineHandler("reader", (event: unknown) => z.string().parse(event));
`;

const ZOD = `export const web = plain(z.object({ url: z.url(), logLevel: z.enum(["debug", "info"]), maxConnections: z.int() }));`;

describe("the validator in a bundle", () => {
  it("adds at most 8 KB to the zip file with zod/mini", async () => {
    const sizeOf = async (sections: string) => zipFiles((await build(appWith(sections))).files).length;
    const without = await sizeOf("export const web = plain();");
    const withMini = await sizeOf(`import * as z from "zod/mini";\n${ZOD}`);
    expect(withMini - without).to.be.within(1, 8000);
  });

  for (const [what, sections] of Object.entries({
    "zod/mini as a namespace": `import * as z from "zod/mini";\n${ZOD}`,
    "zod as a namespace": `import * as z from "zod";\n${ZOD}`,
    valibot: 'import * as v from "valibot";\nexport const web = plain(v.object({ url: v.string() }));',
    "no validator": "export const web = plain();",
  })) {
    it(`is not large with ${what}`, async () => {
      expect((await build(appWith(sections))).validator).to.equal(undefined);
    });
  }

  for (const [what, sections, names] of [
    ['`import { z } from "zod/mini"`', `import { z } from "zod/mini";\n${ZOD}`, ["zod"]],
    ['`import { z } from "zod"`', `import { z } from "zod";\n${ZOD}`, ["zod"]],
    ["arktype", 'import { type } from "arktype";\nexport const web = plain(type({ url: "string" }));', ["arktype"]],
  ] as const) {
    it(`is large with ${what}`, async () => {
      const { validator } = await build(appWith(sections));
      expect(validator).to.deep.include({ names, importers: ["app/sections.ts"] });
      expect(validator?.bytes).to.be.greaterThan(100_000);
    });
  }

  it("is large if another file imports all of it", async () => {
    const app = appWith(`import * as z from "zod/mini";\n${ZOD}`, { "reader.ts": READER_WITH_ZOD });
    expect((await build(app)).validator?.importers).to.have.members(["app/sections.ts", "app/reader.ts"]);
  });

  it("is not another large package", async () => {
    const app = appWith("export const web = plain();", { "reader.ts": READER_WITH_ZOD });
    expect((await build(app)).validator).to.equal(undefined);
  });
});

describe("largeValidatorWarning", () => {
  const found = { names: ["zod"], bytes: 428_400, importers: ["app/sections.ts"] };

  it("returns one warning for all functions, with the fix", () => {
    expect(largeValidatorWarning(new Map())).to.equal(undefined);
    expect(
      largeValidatorWarning(
        new Map([
          ["viewer", { ...found, bytes: 1 }],
          ["notifier", found],
        ]),
      ),
    ).to.equal(
      "zod takes 428 KB of the code of these functions, which start later because of it: viewer, notifier. " +
        'Fix: use `import * as z from "zod/mini"` in app/sections.ts, because `import { z }` bundles everything.',
    );
  });

  it("suggests a smaller validator in the place of others", () => {
    const warning = largeValidatorWarning(new Map([["viewer", { ...found, names: ["arktype"] }]]));
    expect(warning).to.include(
      'Fix: use `import * as z from "zod/mini"` or another small validator in app/sections.ts.',
    );
  });
});

describe("the program", function () {
  this.timeout(60_000);

  it("warns about a large validator once, and names the functions that contain it", async () => {
    const app = appWith(`import { z } from "zod";\n${ZOD}`);
    const web = { url: "https://example.com/", logLevel: "info", maxConnections: 1 };
    const config = { "shared-secrets:parameters": { web } };
    const { result, warnings } = await warningsOf(() => runProgram({ app, config, secrets: {} }));
    expect(result.error).to.equal(undefined);
    expect(warnings.split("zod takes")).to.have.length(2);
    expect(warnings).to.include("which start later because of it: reader, other. Fix:");
  });
});
