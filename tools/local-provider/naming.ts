import { randomBytes } from "node:crypto";

/** Returns the type in a URN: `urn:pulumi:dev::project::parent:Type$aws:iam/role:Role::name` → `aws:iam/role:Role`. */
export const resourceType = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? urn;

/** Returns the name in a URN: `urn:pulumi:dev::project::aws:iam/role:Role::name` → `name`. */
export const resourceName = (urn: string): string => urn.split("::").slice(3).join("::");

/** Generates a physical name like the AWS provider: the resource's name, a hyphen and seven hexadecimal digits. */
export const autoName = (name: string): string => `${name}-${randomBytes(4).toString("hex").slice(0, 7)}`;

/** Returns whether a physical name was generated. If so, a replacement can exist at the same time as the old resource. */
export const isAutoName = (name: string, physicalName: string): boolean =>
  physicalName.startsWith(`${name}-`) && /^[0-9a-f]{7}$/.test(physicalName.slice(name.length + 1));
