import { randomBytes } from "node:crypto";

/** A physical name as the AWS provider makes it up: the resource's name, a dash and seven hexadecimal digits. */
export const autoName = (resourceName: string): string =>
  `${resourceName}-${randomBytes(4).toString("hex").slice(0, 7)}`;

/** Whether `name` was made up from `resourceName`, so that a replacement can stand beside what it replaces. */
export const isAutoName = (resourceName: string, name: string): boolean =>
  name.startsWith(`${resourceName}-`) && /^[0-9a-f]{7}$/.test(name.slice(resourceName.length + 1));
