import { functionsFile, projectWithApp, sectionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { SAMPLE_APP } from "../../../tools/fakes/sampleProject.ts";

const READER = `
import { defineHandler } from "./functions.ts";
export const handler = defineHandler("reader", (_event: unknown, { configuration, cache }) => ({
  sections: structuredClone(configuration),
  version: cache.version,
  cache: cache.state,
  ageSeconds: cache.ageSeconds,
}));
`;

/**
 * Creates a project with the sample's `viewer`, which reads everything by path, and `reader`, which reads these sections by
 * their names. Both have the same response, in which `reader` shows its secrets in clear.
 *
 * @returns the folder. The caller removes it
 */
export function projectWithReader(sections: Readonly<Record<string, "plain" | "secret">>): string {
  const functions = { viewer: { reads: "all" }, reader: { reads: Object.keys(sections) } };
  return projectWithApp({
    ...SAMPLE_APP,
    "sections.ts": sectionsFile({ appConfig: "plain", appSecrets: "secret", ...sections }),
    "functions.ts": functionsFile(JSON.stringify(functions)),
    "reader.ts": READER,
  });
}
