import type { DeployedParameter } from "../config/existing/deployedStack.ts";
import { defaultTags } from "../secureParameter/defaultTags.ts";

/** AWS asks for 30 seconds between the deletion of a parameter and the creation of one of the same name. */
const NAME_REUSE_MS = 31_000;

/**
 * The resource options by which a plain parameter waits that comes in the place of a secret, which the engine has deleted
 * just before. AWS answers TooManyUpdates to a create with tags until the name is free, and `aws.ssm.Parameter` does not
 * retry it as SecureParameter does.
 *
 * @param before the section's parameter in the state
 */
export function waitForName(before: DeployedParameter | undefined, pause = wait) {
  const waits = before?.secret === true && Object.keys(defaultTags()).length > 0;
  return waits ? { hooks: { beforeCreate: [() => pause(NAME_REUSE_MS)] } } : {};
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
