import { ConfigurationError } from "../configuration/configurationError.ts";

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Returns the error of an invocation that used its remaining time to wait for a load. */
export const loadTimeoutError = (timeoutMs: number): ConfigurationError =>
  new ConfigurationError(
    `The configuration did not load within ${seconds(timeoutMs)}, the invocation's remaining time. ` +
      "Fix: check the function's network, or raise the function's timeout.",
  );

/** Returns the error of an INIT that used its time to wait for a load. */
export const initTimeoutError = (timeoutMs: number): ConfigurationError =>
  new ConfigurationError(
    `The configuration did not load within ${seconds(timeoutMs)}, the time that INIT had left. The load continues, and ` +
      "the first invocation waits for it. If this happens often, check the function's network, and what setUp does.",
  );

/** Returns the error of an invocation that stopped waiting for a refresh and is served from memory. */
export const refreshTimeoutError = (timeoutMs: number): ConfigurationError =>
  new ConfigurationError(
    `The refresh did not finish within ${seconds(timeoutMs)}, so the configuration in memory is served. ` +
      "The refresh continues, and the next invocations wait for it. If this happens often, check the function's network.",
  );

/** Returns the error of an invocation that has too little time to start a load. */
export const deadlineError = (): ConfigurationError =>
  new ConfigurationError(
    "The invocation's remaining time is too short to load the configuration. Fix: raise the function's timeout.",
  );

/** Returns the error of a load that was abandoned because no invocation waited for it. The environment was probably frozen. */
export const abandonedLoadError = (ageMs: number): ConfigurationError =>
  new ConfigurationError(
    `Abandoned a configuration load after ${seconds(ageMs)} because no invocation was waiting for it. ` +
      "A new load replaced it.",
  );

/**
 * Returns the error of an invocation whose snapshot has expired and cannot be refreshed. It keeps the failure as its cause
 * only if that is a ConfigurationError, because any other message may quote a value.
 *
 * @param limitMs the age at which a snapshot expires
 */
export function staleError(ageMs: number, limitMs: number, failure: unknown): ConfigurationError {
  const known = failure instanceof ConfigurationError;
  const reason = known ? failure.message : failure instanceof Error ? failure.name : "unknown error";
  return new ConfigurationError(
    `The configuration in memory has expired. It is ${seconds(ageMs)} old, and CACHE_TTL_SECONDS and ` +
      `CACHE_MAX_STALE_SECONDS allow at most ${seconds(limitMs)}. The refresh failed: ${reason}`,
    known ? { cause: failure } : undefined,
  );
}
