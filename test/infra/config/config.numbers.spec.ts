import { expect } from "chai";
import { problemsWith } from "../support/configProblems.ts";

const memory = "must be a whole number of MB from 128 to 10240";
const timeout = "must be a whole number of seconds from 1 to 900";
const ttl = "must be a whole number of seconds from 0 to 86400; 0 means no expiration";
const maxStale = "must be a whole number of seconds from 0 to 86400";
const window = "must be a whole number of days from 7 to 30";
const retention =
  "must be a CloudWatch Logs retention period in days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, " +
  "1827, 2192, 2557, 2922, 3288, 3653";

const rejected: readonly [key: string, given: unknown, rule: string, fix: string][] = [
  ["memorySize", 64, memory, "256"],
  ["memorySize", 10241, memory, "256"],
  ["memorySize", 128.5, memory, "256"],
  ["memorySize", "much", memory, "256"],
  ["timeoutSeconds", 0, timeout, "5"],
  ["timeoutSeconds", 901, timeout, "5"],
  ["cacheTtlSeconds", -1, ttl, "300"],
  ["cacheTtlSeconds", 86401, ttl, "300"],
  ["cacheTtlSeconds", 0.5, ttl, "300"],
  ["cacheTtlSeconds", "5m", ttl, "300"],
  ["cacheMaxStaleSeconds", -1, maxStale, "3600"],
  ["cacheMaxStaleSeconds", 86401, maxStale, "3600"],
  ["cacheMaxStaleSeconds", "never", maxStale, "3600"],
  ["keyDeletionWindowDays", 3, window, "30"],
  ["keyDeletionWindowDays", 31, window, "30"],
  ["logRetentionDays", 42, retention, "30"],
  ["logRetentionDays", 0, retention, "30"],
  ["logRetentionDays", "long", retention, "30"],
  ["protect", "yes", "must be true or false", "true"],
  ["protect", 1, "must be true or false", "true"],
  ["revealSecrets", "no", "must be true or false", "false"],
];

describe("readStackConfig", () => {
  for (const [key, value, rule, example] of rejected) {
    it(`rejects ${key} ${String(value)}`, async () => {
      const given = String(value);
      const fix = `pulumi config set ${key} ${example}`;
      expect(await problemsWith({ [key]: value })).to.deep.equal([{ key, rule, given, fix }]);
    });
  }
});
