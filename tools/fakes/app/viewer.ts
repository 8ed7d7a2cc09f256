import { defineHandler } from "./functions.ts";

/**
 * The function of the AWS post: it returns its configuration. Secret values are masked unless REVEAL_SECRETS is "true",
 * which the stack config sets by `revealSecrets`.
 */
export const handler = defineHandler("viewer", {
  // Runs once for each version of the configuration: what is the same for all invocations is created here.
  setUp: ({ undeclared, ...declared }) => {
    const sections = { ...declared, ...undeclared };
    return process.env["REVEAL_SECRETS"] === "true" ? structuredClone(sections) : sections;
  },
  handle: (_event: unknown, { app: sections, cache }) => ({
    sections,
    version: cache.version,
    cache: cache.state,
    ageSeconds: cache.ageSeconds,
  }),
});
