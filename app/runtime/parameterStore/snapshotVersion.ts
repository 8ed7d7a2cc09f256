import { createHash } from "node:crypto";
import type { Parameter } from "@aws-sdk/client-ssm";

/**
 * Twelve hex digits over the parameters' names, versions and modification dates, in any order. The dates are part of it
 * because a parameter that was deleted and made again starts at version 1 once more.
 */
export function snapshotVersion(parameters: readonly Parameter[]): string {
  const lines = parameters.map(({ Name, Version, LastModifiedDate }) =>
    JSON.stringify([Name, Version, LastModifiedDate?.getTime()]),
  );
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 12);
}
