import { keyAliasName, parameterName, parameterPath } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import { setCommand } from "../problems/configCommand.ts";
import type { DeployedStack } from "./deployedStack.ts";
import type { ExistingParameter } from "./existingParameters.ts";

/** The parts of the config that decide which keys are expected. */
interface ExpectedSecrets {
  readonly application: Application;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly adopt: readonly string[];
}

/**
 * Returns a warning if SecureStrings under the stack's path are encrypted with another key. The function reads the whole
 * path at once and may decrypt only with the stack's key, so KMS would deny every load.
 */
export function otherKeyWarning(
  { application, secrets, adopt }: ExpectedSecrets,
  { keyArn, parameters }: DeployedStack,
  existing: readonly ExistingParameter[],
): string | undefined {
  const alias = keyAliasName(application);
  const isOwnKey = (keyId = "") =>
    keyArn !== undefined &&
    (keyId === keyArn || keyArn.endsWith(`:key/${keyId}`) || keyId === alias || keyId === aliasArn(keyArn, alias));
  const own = [...parameters.values()].map(({ name }) => name);
  const expected = Object.keys(secrets).map((section) => parameterName(application, section));
  const adopted = adopt.map((section) => parameterName(application, section));
  const others = existing.filter(
    ({ name, type, keyId }) =>
      type === "SecureString" &&
      !isOwnKey(keyId) &&
      // This `up` deletes it.
      (!own.includes(name) || expected.includes(name)) &&
      // This `up` encrypts it with the stack's key.
      !(adopted.includes(name) && !own.includes(name)),
  );
  if (others.length === 0) return undefined;
  const list = others.map(({ name, keyId = "alias/aws/ssm" }) => {
    const section = name.slice(parameterPath(application).length + 1);
    const remedy = own.includes(name)
      ? "Encrypt it with the stack's key: `pulumi up --refresh`."
      : `To manage it with this stack, set each value of its JSON object, such as \`${setCommand(["secrets", section, "secretKey"], { secret: true })}\`, ` +
        `and run \`${setCommand(["adopt", adopt.length], { value: section })}\`. To keep it outside this stack, encrypt it ` +
        `with the stack's key: \`aws ssm put-parameter --overwrite --type SecureString --key-id ${alias} ` +
        `--name ${name} --value file://section.json\`. Or delete it if nothing uses it.`;
    return `${name} is encrypted with ${keyId}. ${remedy}`;
  });
  return (
    "These parameters under the stack's path are not encrypted with the stack's key. The function may decrypt only " +
    `with the stack's key, so KMS denies every load until this is fixed:\n${list.join("\n")}`
  );
}

const aliasArn = (keyArn: string, alias: string): string => keyArn.replace(/:key\/.*$/, `:${alias}`);
