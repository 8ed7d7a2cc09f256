import { keyAliasName, parameterName, parameterPath } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import { setCommand } from "../problems/configCommand.ts";
import type { DeployedStack } from "./deployedParameters.ts";
import type { ExistingParameter } from "./existingParameters.ts";

interface Wanted {
  readonly application: Application;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly adopt: readonly string[];
}

/**
 * Warns of SecureStrings under the stack's path that are encrypted with another key: KMS then denies every load, since
 * the function reads the whole path at once and may decrypt with the stack's key only.
 *
 * @returns undefined if there are none
 */
export function foreignKeyWarning(
  { application, secrets, adopt }: Wanted,
  { keyArn, parameters }: DeployedStack,
  existing: readonly ExistingParameter[],
): string | undefined {
  const alias = keyAliasName(application);
  const isOwnKey = (keyId = "") =>
    keyArn !== undefined &&
    (keyId === keyArn || keyArn.endsWith(`:key/${keyId}`) || keyId === alias || keyId === aliasArn(keyArn, alias));
  const own = [...parameters.values()].map(({ name }) => name);
  const wanted = Object.keys(secrets).map((section) => parameterName(application, section));
  const adopted = adopt.map((section) => parameterName(application, section));
  const foreign = existing.filter(
    ({ name, type, keyId }) =>
      type === "SecureString" &&
      !isOwnKey(keyId) &&
      // This `up` deletes it.
      (!own.includes(name) || wanted.includes(name)) &&
      // This `up` writes it under the stack's key.
      !(adopted.includes(name) && !own.includes(name)),
  );
  if (foreign.length === 0) return undefined;
  const list = foreign.map(({ name, keyId = "alias/aws/ssm" }) => {
    const section = name.slice(parameterPath(application).length + 1);
    const remedy = own.includes(name)
      ? "Write it again under the stack's key: `pulumi up --refresh`."
      : `To take it over, set each of its keys, such as \`${setCommand(["secrets", section, "secretKey"], { secret: true })}\`, ` +
        `and list it with \`${setCommand(["adopt", adopt.length], { value: section })}\`. To leave it to others, write it again ` +
        `under the stack's key with \`aws ssm put-parameter --overwrite --type SecureString --key-id ${alias} ` +
        `--name ${name} --value file://section.json\`, or delete it if nobody needs it.`;
    return `${name} is encrypted with ${keyId}. ${remedy}`;
  });
  return (
    "Parameters under the stack's path are encrypted with another key than the stack's. The function may decrypt with " +
    `the stack's key only, so KMS denies every load as long as they are there:\n${list.join("\n")}`
  );
}

const aliasArn = (keyArn: string, alias: string): string => keyArn.replace(/:key\/.*$/, `:${alias}`);
