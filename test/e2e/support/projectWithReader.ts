import { functionsFile, sectionsFile, sharedProject } from "../../../tools/fakes/projectWithApp.ts";
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
 * Returns the folder of a project with the sample's `viewer`, which reads everything by path, and `reader`, which reads these sections by
 * their names. Both have the same response, in which `reader` shows its secrets in clear.
 */
export function projectWithReader(sections: Readonly<Record<string, "plain" | "secret">>): string {
  const functions = { viewer: { reads: "all" }, reader: { reads: Object.keys(sections) } };
  return sharedProject({
    ...SAMPLE_APP,
    "sections.ts": sectionsFile({ appConfig: "plain", appSecrets: "secret", ...sections }),
    "functions.ts": functionsFile(JSON.stringify(functions)),
    "reader.ts": READER,
  });
}
