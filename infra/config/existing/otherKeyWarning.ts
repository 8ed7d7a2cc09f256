import { keyAliasName, parameterName, parameterPath } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import { setCommand } from "../problems/configCommand.ts";
import type { DeployedStack } from "./deployedStack.ts";
import type { ExistingParameter } from "./existingParameters.ts";

/** The parts of the config that decide which keys are expected. */
interface ExpectedSecrets {
  readonly application: Application;
  readonly secrets: Readonly<Record<string, unknown>>;
  /** The names of secrets that are written elsewhere. */
  readonly unmanaged: readonly string[];
  readonly adopt: readonly string[];
}

/**
 * Returns a warning if SecureStrings under the stack's path are encrypted with another key. Functions may decrypt only with
 * the stack's key, so KMS denies every load that includes such a parameter, as each load by path does.
 */
export function otherKeyWarning(
  { application, secrets, unmanaged, adopt }: ExpectedSecrets,
  { keyArn, parameters }: DeployedStack,
  existing: readonly ExistingParameter[],
): string | undefined {
  const alias = keyAliasName(application);
  const isOwnKey = (keyId = "") =>
    keyArn !== undefined &&
    (keyId === keyArn || keyArn.endsWith(`:key/${keyId}`) || keyId === alias || keyId === aliasArn(keyArn, alias));
  const sectionOf = (name: string) => name.slice(parameterPath(application).length + 1);
  const stateOf = (name: string) => [...parameters.values()].find((one) => one.name === name);
  const isExpected = (name: string) => Object.hasOwn(secrets, sectionOf(name));
  const isElsewhere = (name: string) => unmanaged.includes(sectionOf(name));
  const isDeleted = (name: string) => stateOf(name)?.managed === true && !isExpected(name) && !isElsewhere(name);
  const isTakenOver = (name: string) =>
    isExpected(name) &&
    (stateOf(name) === undefined ? adopt.includes(sectionOf(name)) : stateOf(name)?.managed === false);
  const others = existing.filter(
    ({ name, type, keyId }) =>
      // Those that this `up` deletes, or encrypts with the stack's key, stay as they are only until then.
      type === "SecureString" && !isOwnKey(keyId) && !isDeleted(name) && !isTakenOver(name),
  );
  if (others.length === 0) return undefined;
  const list = others.map(({ name, keyId = "alias/aws/ssm" }) => {
    const section = sectionOf(name);
    const encrypt = `encrypt it with the stack's key: \`${putCommand(application, section, "--overwrite ")}\``;
    const manage =
      `To manage it with this stack, set each value of its JSON object, such as \`${setCommand(["secrets", section, "secretKey"], { secret: true })}\`, ` +
      `and run \`${setCommand(["adopt", adopt.length], { value: section })}\`. To keep it outside this stack, ${encrypt}. ` +
      "Or delete it if nothing uses it.";
    const isOwn = stateOf(name)?.managed === true && isExpected(name);
    const remedy = isOwn
      ? "Encrypt it with the stack's key: `pulumi up --refresh`."
      : isElsewhere(name)
        ? `To fix this, ${encrypt}.`
        : manage;
    return `${name} is encrypted with ${keyId}. ${remedy}`;
  });
  return (
    "These parameters under the stack's path are not encrypted with the stack's key. Functions may decrypt only with " +
    `the stack's key, so KMS denies every load by path, and every load by name that includes them:\n${list.join("\n")}`
  );
}

/**
 * Returns the command that writes a secret outside this stack, with the stack's key.
 *
 * @param option an additional option, followed by a space
 */
export const putCommand = (application: Application, section: string, option = ""): string =>
  `aws ssm put-parameter ${option}--type SecureString --key-id ${keyAliasName(application)} ` +
  `--name ${parameterName(application, section)} --value file://section.json`;

const aliasArn = (keyArn: string, alias: string): string => keyArn.replace(/:key\/.*$/, `:${alias}`);
