import type { PackageFigures } from "./packageReport.ts";
import { ZOD_MINI } from "./schemaCandidates.ts";
import type { Target } from "./suite.ts";

const MAX_ADDED_BYTES = 8000;

/** Two measurements of the same code differ by up to this share. */
const NOISE = 0.05;

/**
 * Returns the targets of the package with the sample's schemas.
 *
 * @param own the package without schemas
 */
export function schemaTargets(own: PackageFigures, variants: readonly PackageFigures[]): Target[] {
  const withSchemas = variants.find(({ name }) => name === ZOD_MINI);
  if (withSchemas === undefined) throw new Error("The package suite requires the package with schemas.");
  const addedBytes = withSchemas.zippedBytes - own.zippedBytes;
  const addedMs = withSchemas.loadMs.median - own.loadMs.median;
  return [
    {
      description: "Schemas of zod/mini add at most 8 KB to the zipped package",
      measured: `${(addedBytes / 1000).toFixed(1)} KB`,
      met: addedBytes <= MAX_ADDED_BYTES,
    },
    {
      description: `Schemas of zod/mini add less to the load time than measurements differ (${NOISE * 100}%)`,
      measured: `${addedMs.toFixed(1)} ms; without schemas: ${own.loadMs.median.toFixed(1)} ms`,
      met: addedMs <= own.loadMs.median * NOISE,
    },
  ];
}
