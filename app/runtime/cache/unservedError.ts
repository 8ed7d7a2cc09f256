import { ConfigurationError } from "../configuration/configurationError.ts";

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** For a load that an invocation cannot wait for any longer. */
export const lateError = (boundMs: number): ConfigurationError =>
  new ConfigurationError(
    `The configuration did not arrive within ${seconds(boundMs)}, which is what the invocation's remaining time allows. ` +
      "Check the function's network, or raise its timeout.",
  );

/** For a refresh that is not waited for any longer, since there is a configuration to serve. */
export const lateRefreshError = (boundMs: number): ConfigurationError =>
  new ConfigurationError(
    `The refresh did not end within ${seconds(boundMs)}, so the configuration in memory is served. The refresh goes on, and ` +
      "the next invocations wait for it. If this happens often, check the function's network.",
  );

/** For an invocation that begins with too little time to load anything. */
export const noTimeError = (): ConfigurationError =>
  new ConfigurationError("The invocation's remaining time is too short to load the configuration. Raise its timeout.");

/** For a load that went on after the invocations that waited for it, probably in a frozen execution environment. */
export const abandonedError = (ageMs: number): ConfigurationError =>
  new ConfigurationError(
    `Loading the configuration was given up after ${seconds(ageMs)}: no invocation waits for it any more. ` +
      "The next one loads it anew.",
  );

/** For a snapshot that is too old to be served, and could not be refreshed. Only a cause that quotes no value is kept. */
export function tooOldError(ageMs: number, limitMs: number, failure: unknown): ConfigurationError {
  const known = failure instanceof ConfigurationError;
  const reason = known ? failure.message : failure instanceof Error ? failure.name : "unknown error";
  return new ConfigurationError(
    `The configuration in memory is ${seconds(ageMs)} old, ${seconds(limitMs)} are allowed by CACHE_TTL_SECONDS and ` +
      `CACHE_MAX_STALE_SECONDS, and it cannot be refreshed: ${reason}`,
    known ? { cause: failure } : undefined,
  );
}
