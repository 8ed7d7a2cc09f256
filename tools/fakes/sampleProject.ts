import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { sharedProject } from "./projectWithApp.ts";
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

/**
 * Returns the folder of a copy of this project whose `app/` is the sample's, whatever is in the root directory. It exists
 * until the process ends.
 */
export const sampleProject = (): string => sharedProject(SAMPLE_APP);
