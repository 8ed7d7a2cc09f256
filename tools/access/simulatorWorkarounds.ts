import type { PolicyDocument, PolicyStatement } from "../../infra/policies/policyDocument.ts";

/**
 * Renames the condition key of an encryption context. The simulator drops `kms:EncryptionContext:*` from requests,
 * because AWS's list of condition keys does not name its members. It keeps the keys of request tags. Both are compared
 * as text, and no policy here uses request tags.
 */
const renameKey = (key: string): string =>
  key.replace(/^kms:EncryptionContext:(.+)$/i, (_key, name: string) => `aws:RequestTag/EncryptionContext-${name}`);

const renameKeys = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [renameKey(key), value]));

/** Returns the context of a request with the keys that the simulator keeps. */
export const renameContextKeys = renameKeys<string>;

/** Returns a policy with the condition keys that the simulator keeps. */
export const renameConditionKeys = (policy: PolicyDocument): PolicyDocument => ({
  ...policy,
  Statement: policy.Statement.map((statement): PolicyStatement => {
    const { Condition } = statement;
    if (Condition === undefined) return statement;
    const conditions = Object.entries(Condition).map(([operator, keys]) => [operator, renameKeys(keys)] as const);
    return { ...statement, Condition: Object.fromEntries(conditions) };
  }),
});
