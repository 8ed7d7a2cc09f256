import { randomBytes } from "node:crypto";
import type { Properties, Value } from "./properties.ts";

/** What a made-up name begins with: the prefix that the program gives, or the resource's name and a dash. */
export const autoNamePrefix = (resourceName: string, inputs: Properties): string =>
  typeof inputs["namePrefix"] === "string" ? inputs["namePrefix"] : `${resourceName}-`;

/** A physical name made up as Pulumi does: seven hexadecimal digits behind the prefix. It stays over updates. */
export const keptOrMadeName = (before: Value | undefined, prefix: string): string =>
  typeof before === "string" && before.startsWith(prefix)
    ? before
    : `${prefix}${randomBytes(4).toString("hex").slice(0, 7)}`;

/** Whether `name` was made up, so that a replacement can stand beside what it replaces. */
export const isAutoName = (prefix: string, name: string): boolean =>
  name.startsWith(prefix) && /^[0-9a-f]{7}$/.test(name.slice(prefix.length));
