import type { PolicyDocument, PolicyStatement } from "../../infra/policies/policyDocument.ts";

type Condition = NonNullable<PolicyStatement["Condition"]>;

/**
 * Renames the condition key of an encryption context. The simulator drops `kms:EncryptionContext:*` from requests,
 * because AWS's list of condition keys does not name its members. It keeps the keys of request tags. Both are compared
 * as text, and no policy here uses request tags.
 */
const renameKey = (key: string): string =>
  key.replace(/^kms:EncryptionContext:(.+)$/i, (_key, name: string) => `aws:RequestTag/EncryptionContext-${name}`);

const renameKeys = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [renameKey(key), value]));

/**
 * Renames the ARN of the path `/`, which contains all parameters. The simulator does not recognize `parameter/` as a
 * parameter. The new ARN cannot be the ARN of a parameter, and the same patterns match it.
 */
export const renameRootPath = (resource: string): string => resource.replace(/:parameter\/$/, ":parameter//");

/** Returns the context of a request with the keys that the simulator keeps. */
export const renameContextKeys = renameKeys<string>;

/** Returns a policy with the condition keys and resources that the simulator keeps. */
export const renameInPolicy = (policy: PolicyDocument): PolicyDocument => ({
  ...policy,
  Statement: policy.Statement.map(({ Condition, Resource, ...statement }): PolicyStatement => ({
    ...statement,
    ...(Resource === undefined ? {} : { Resource: [Resource].flat().map(renameRootPath) }),
    ...(Condition === undefined ? {} : { Condition: renameKeysOf(Condition) }),
  })),
});

const renameKeysOf = (condition: Condition): Condition =>
  Object.fromEntries(Object.entries(condition).map(([operator, keys]) => [operator, renameKeys(keys)]));

/**
 * Makes `localeCompare` reuse its collators. V8 creates one at each call, and the simulator compares single
 * characters with it: that is two thirds of its time. The results are the same.
 *
 * @see https://tc39.es/ecma402/#sup-String.prototype.localeCompare
 */
export function cacheCollators(): void {
  const collators = new Map<string, Intl.Collator>();
  String.prototype.localeCompare = function (
    this: string,
    other: string,
    locales?: Intl.LocalesArgument,
    options?: Intl.CollatorOptions,
  ) {
    const key = `${String(locales)} ${Object.entries(options ?? {}).join()}`;
    const collator = collators.get(key) ?? new Intl.Collator(locales, options);
    collators.set(key, collator);
    return collator.compare(this, other);
  };
}
