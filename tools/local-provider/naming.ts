/** `urn:pulumi:dev::project::parent:Type$aws:iam/role:Role::name` → `aws:iam/role:Role`. */
export const resourceType = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? urn;

/** `urn:pulumi:dev::project::aws:iam/role:Role::name` → `name`. */
export const resourceName = (urn: string): string => urn.split("::").slice(3).join("::");
