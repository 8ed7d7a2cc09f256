import { rmSync } from "node:fs";
import { expect } from "chai";
import { plain } from "../../../../app/runtime/configuration/section.ts";
import { declarationProblems } from "../../../../infra/config/functions/declarationProblems.ts";
import type { DeclaredApp } from "../../../../infra/config/functions/declaredApp.ts";
import { functionFileProblems } from "../../../../infra/config/functions/functionFiles.ts";
import { ANY_SECTIONS, echoFile, projectWithApp } from "../../../../tools/fakes/projectWithApp.ts";

/** Runs work in a project whose `app/` has these files in addition to `functions.ts` and `sections.ts`. */
function inProject<T>(files: Readonly<Record<string, string>>, run: (root: string) => T): T {
  const root = projectWithApp({ ...ANY_SECTIONS, ...files });
  try {
    return run(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe("declarationProblems", () => {
  const problemsOf = (functions: unknown, sections: DeclaredApp["sections"] = { appConfig: plain(), web: plain() }) =>
    inProject({}, (root) => declarationProblems({ root, functions: functions as DeclaredApp["functions"], sections }));

  it("accepts all sections, a list of sections and an empty list", () => {
    for (const reads of ["all", ["web", "appConfig"], []]) {
      expect(problemsOf({ viewer: { reads } })).to.deep.equal([]);
    }
  });

  it("ignores exports that are not sections", () => {
    expect(problemsOf({ viewer: { reads: [] } }, { undeclared: 5, "a b": () => undefined })).to.deep.equal([]);
  });

  it("rejects a section that is not declared, and one that is listed more than once", () => {
    expect(problemsOf({ viewer: { reads: ["web", "other", "web", 5] } })).to.deep.equal([
      {
        key: "app/functions.ts: viewer.reads",
        rule: 'must not list "other", which app/sections.ts does not declare (declared: appConfig, web)',
        fix: { byHand: 'remove "other" from `reads`, or export it from app/sections.ts' },
      },
      {
        key: "app/functions.ts: viewer.reads",
        rule: 'must list "web" only once',
        fix: { byHand: 'remove one "web" from `reads`' },
      },
      {
        key: "app/functions.ts: viewer.reads",
        rule: "must not list 5, which app/sections.ts does not declare (declared: appConfig, web)",
        fix: { byHand: "remove 5 from `reads`, or export it from app/sections.ts" },
      },
    ]);
  });

  for (const declaration of [{}, { reads: "web" }, { reads: null }, null, undefined, 5]) {
    it(`rejects a function that is ${JSON.stringify(declaration)}`, () => {
      expect(problemsOf({ viewer: declaration }, {})).to.deep.equal([
        {
          key: "app/functions.ts: viewer.reads",
          rule: 'must be "all" or a list of sections',
          fix: { byHand: 'set it to "all" or to a list of: none' },
        },
      ]);
    });
  }

  it("rejects sections with the name undeclared and with an invalid name", () => {
    const fix = { byHand: "rename the export, and the section in the stack config" };
    expect(problemsOf({}, { undeclared: plain(), $web: plain() })).to.deep.equal([
      {
        key: "app/sections.ts: undeclared",
        rule: "must have another name: functions find parameters that are not declared in `undeclared`",
        fix,
      },
      { key: "app/sections.ts: $web", rule: "must have a name of only letters, digits, '.', '-' and '_'", fix },
    ]);
  });
});

describe("functionFileProblems", () => {
  const problemsIn = (files: Readonly<Record<string, string>>, names: readonly string[]) =>
    inProject(files, (root) => functionFileProblems(root, names));

  it("accepts a handler that is exported directly, by its name or from another file", () => {
    const files = {
      "direct.ts": echoFile("direct"),
      "named.ts": "const made = {};\nexport { made as handler };",
      "from.ts": 'export { handler } from "./direct.ts";',
      "star.ts": 'export * from "./direct.ts";',
      "packages.ts": 'import { nothing } from "@aws-sdk/not-installed";\nexport const handler = nothing;',
    };
    expect(problemsIn(files, ["direct", "named", "from", "star", "packages"])).to.deep.equal([]);
  });

  it("rejects a missing file, and shows how to start it", () => {
    expect(problemsIn({}, ["viewer", "mailer"])).to.deep.equal([
      {
        key: "app/mailer.ts",
        rule: "is missing: app/functions.ts declares the function mailer",
        fix: {
          byHand:
            'create the file with `export const handler = defineHandler("mailer", (event, { configuration }) => …)`',
        },
      },
    ]);
  });

  it("rejects a file that does not export `handler`", () => {
    const [problem, ...others] = problemsIn({ "mailer.ts": "export default 5;\nconst handler = 5;" }, ["mailer"]);
    expect(others).to.deep.equal([]);
    expect(problem).to.include({ key: "app/mailer.ts", rule: "must export `handler`" });
  });

  it("rejects a file that defines another function", () => {
    for (const call of [
      'defineHandler(\n  "viewer", 1)',
      "defineHandler<Event>('viewer', 1)",
      "defineHandler(`viewer`, 1)",
    ]) {
      const source = `import { defineHandler } from "./functions.ts";\nexport const handler = ${call};`;
      expect(problemsIn({ "mailer.ts": source }, ["mailer"])).to.deep.equal([
        {
          key: "app/mailer.ts",
          rule: "must define the function mailer, and defines viewer",
          fix: { byHand: 'write `defineHandler("mailer", …)` in the file' },
        },
      ]);
    }
  });

  it("ignores other functions in comments, and names that are not literals", () => {
    const source = `
      // Unlike defineHandler("viewer", …).
      const name = "mailer"; /* defineHandler("other") */
      export const handler = defineHandler(name /* not defineHandler('third') */);`;
    expect(problemsIn({ "mailer.ts": source }, ["mailer"])).to.deep.equal([]);
  });

  it("rejects files that do not compile with their file, line and column, and still checks the others", () => {
    const files = {
      "first.ts": "export const handler = {\n  setUp: ,\n};",
      "second.ts": 'import { help } from "./shared.ts";\nexport const handler = help;',
      "third.ts": 'import { help } from "./shared.ts";\nexport const handler = help;',
      "shared.ts": 'import { gone } from "./gone.ts";\nexport const help = gone;',
      "fourth.ts": "export const other = 5;",
    };
    const problems = problemsIn(files, ["first", "second", "third", "fourth", "viewer"]);
    expect(problems.map(({ key }) => key)).to.deep.equal(["app/first.ts:2:10", "app/shared.ts:1:22", "app/fourth.ts"]);
    const [syntax, missing] = problems;
    expect(syntax).to.deep.include({ rule: 'must compile: Unexpected ","', fix: { byHand: "correct the file" } });
    expect(missing?.rule).to.equal('must compile: Could not resolve "./gone.ts"');
  });

  it("does not run the file", () => {
    expect(problemsIn({ "mailer.ts": "export const handler = process.exit(1);" }, ["mailer"])).to.deep.equal([]);
  });
});
