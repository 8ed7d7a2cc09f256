import { bundleFiles } from "../../infra/bundle/bundleFiles.ts";
import { BUNDLE_RUNTIME } from "../../infra/bundle/functionBundle.ts";
import type { FunctionEntry } from "../../infra/bundle/functionEntry.ts";
import type { Candidate } from "./candidate.ts";

/** The name of the package with the sample's schemas. */
export const ZOD_MINI = 'this project, with schemas: `import * as z from "zod/mini"`';

/** The files in `sections/` that declare the same sections with each validator, by the name of the package. */
const SECTIONS: Readonly<Record<string, string>> = {
  [ZOD_MINI]: "zodMini.ts",
  "this project, with schemas: valibot": "valibot.ts",
  'this project, with schemas: `import * as z from "zod"`': "zod.ts",
  'this project, with schemas: `import { z } from "zod"`': "zodWhole.ts",
  "this project, with schemas: arktype": "arktype.ts",
};

/**
 * Returns an entry that imports its sections from `sections/`. The peers have no schemas, so this project is compared with
 * them without schemas, whatever is in `app/sections.ts`.
 */
export const withSections = <Entry extends Pick<FunctionEntry, "contents">>(
  entry: Entry,
  file = "withoutSchemas.ts",
): Entry => ({
  ...entry,
  contents: entry.contents.replaceAll('"./app/sections.ts"', `"./tools/bench/sections/${file}"`),
});

/** Returns the function with the schemas of each validator. */
export const schemaCandidates = (root: string, entry: FunctionEntry): Promise<Candidate[]> =>
  Promise.all(
    Object.entries(SECTIONS).map(async ([name, file]) => {
      const { files } = await bundleFiles(root, withSections(entry, file));
      return { ...BUNDLE_RUNTIME, name, files };
    }),
  );
