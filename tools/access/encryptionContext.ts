import type { PolicyDocument, PolicyStatement } from "../../infra/policies/policyDocument.ts";

/**
 * The simulator drops `kms:EncryptionContext:*` from requests, because AWS's list of condition keys does not spell out
 * its members. The key of a request tag goes through, so it stands for the encryption context in policies and requests
 * alike. Both are compared as text, and no policy here uses request tags.
 */
const renamed = (key: string): string =>
  key.replace(/^kms:EncryptionContext:(.+)$/i, (_key, name: string) => `aws:RequestTag/EncryptionContext-${name}`);

const renamedKeys = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [renamed(key), value]));

export const renamedContext = renamedKeys<string>;

export const renamedPolicy = (policy: PolicyDocument): PolicyDocument => ({
  ...policy,
  Statement: policy.Statement.map((statement): PolicyStatement => {
    const { Condition } = statement;
    if (Condition === undefined) return statement;
    const conditions = Object.entries(Condition).map(([operator, keys]) => [operator, renamedKeys(keys)] as const);
    return { ...statement, Condition: Object.fromEntries(conditions) };
  }),
});
