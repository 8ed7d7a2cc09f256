/** The key of an object that Pulumi sends to the engine for a secret, an asset or a resource. Its value is the kind. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Returns whether the engine received an input as a secret. */
export function isSecret(value: unknown): boolean {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** Returns the value with every secret in it as plain text. */
export function revealed(value: unknown): unknown {
  if (isObject(value)) {
    if (isSecret(value)) return revealed(value["value"]);
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
  }
  return Array.isArray(value) ? value.map(revealed) : value;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
