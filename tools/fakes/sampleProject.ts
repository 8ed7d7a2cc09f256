import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { sectionsFile, sharedProject } from "./projectWithApp.ts";
import type { AppFiles } from "./projectWithApp.ts";

/** The directory of the sample's `app/`. Users change the one in the root directory. */
const APP = path.join(import.meta.dirname, "app");

/** The files of the sample's `app/` by name. */
export const SAMPLE_APP: AppFiles = Object.fromEntries(
  readdirSync(APP).map((file) => [
    file,
    readFileSync(path.join(APP, file), "utf8").replaceAll('"../../../app/runtime/', '"./runtime/'),
  ]),
);

/** The sample without its schemas, whose sections may have any values. */
export const SAMPLE_WITHOUT_SCHEMAS: AppFiles = {
  ...SAMPLE_APP,
  "sections.ts": sectionsFile({ appConfig: "plain", appSecrets: "secret" }),
};

/**
 * Returns the folder of a copy of this project whose `app/` is the sample's, whatever is in the root directory. It exists
 * until the process ends.
 */
export const sampleProject = (): string => sharedProject(SAMPLE_APP);
