import type { Properties } from "./properties.ts";

/** `version` and `__internal` are the engine's own; the two skips ask for nothing that the endpoint would refuse. */
const SERVED = ["region", "version", "__internal", "skipCredentialsValidation", "skipRequestingAccountId"];

/** Refuses every `aws:` setting that would be without effect here. */
export const checkConfig = (config: Properties): string[] =>
  Object.keys(config)
    .filter((setting) => !SERVED.includes(setting))
    .map((setting) => `the local AWS provider does not serve the setting aws:${setting}`);

/** The region that the stack's configuration names. */
export function regionOf(config: Properties): string {
  const { region } = config;
  if (typeof region === "string" && region !== "") return region;
  throw new Error("the local AWS provider needs a region. Set it with `pulumi config set aws:region eu-west-1`.");
}
