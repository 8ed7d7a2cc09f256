import { appendFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramOptions, ProgramRun } from "../../../tools/fakes/program.ts";
import { echoFile, functionsFile, projectWithApp, sectionsFile } from "../../../tools/fakes/projectWithApp.ts";

/** The functions and sections of a project, and what else it changes in the sample. */
export interface AppUnderTest {
  /** By name, as in `app/functions.ts`. */
  readonly functions: Readonly<Record<string, object>>;
  readonly sections?: Readonly<Record<string, "plain" | "secret">>;
  /** Code at the end of `index.ts`. */
  readonly index?: string;
}

/** Runs the program of a copy of the project with other functions and sections. */
export async function runWithApp(
  { functions, sections = {}, index = "" }: AppUnderTest,
  options: ProgramOptions = {},
): Promise<ProgramRun> {
  const project = projectWithApp({
    "functions.ts": functionsFile(JSON.stringify(functions)),
    "sections.ts": sectionsFile(sections),
    ...Object.fromEntries(Object.keys(functions).map((name) => [`${name}.ts`, echoFile(name)])),
  });
  try {
    appendFileSync(path.join(project, "index.ts"), index);
    const run = await runProgram({ ...options, project });
    if (run.error !== undefined) throw run.error as Error;
    return run;
  } finally {
    rmSync(project, { recursive: true });
  }
}
