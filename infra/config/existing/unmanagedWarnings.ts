import { parameterName } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import type { ExistingParameter } from "./existingParameters.ts";
import { putCommand } from "./otherKeyWarning.ts";

/** The parts of the config that decide which parameters are written elsewhere. */
interface ExpectedElsewhere {
  readonly application: Application;
  readonly unmanaged: readonly string[];
}

/**
 * Returns warnings about secrets that `app/sections.ts` declares with `managed: false`, and that do not exist or are not
 * encrypted. They are not errors, because the parameter may be written after its key exists. A secret under another key has
 * a warning of its own.
 */
export function unmanagedWarnings(
  { application, unmanaged }: ExpectedElsewhere,
  existing: readonly ExistingParameter[],
): string[] {
  return unmanaged.flatMap((section) => {
    const name = parameterName(application, section);
    const type = existing.find((one) => one.name === name)?.type;
    if (type === "SecureString") return [];
    const declared = `app/sections.ts declares ${section} with managed: false, but the parameter ${name}`;
    const write = `\`${putCommand(application, section)}\``;
    return type === undefined
      ? [
          `${declared} does not exist. The functions that read it fail until it is written, such as with ${write} after this \`pulumi up\`.`,
        ]
      : [`${declared} is a ${type} and not encrypted. Delete it, and write it again with ${write}.`];
  });
}
