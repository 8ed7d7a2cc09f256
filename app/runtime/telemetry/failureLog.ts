import { ConfigurationError } from "../configuration/errors.ts";
import type { LogEntry } from "./log.ts";

/** The log entry of a failed invocation. */
export const failureLog = (error: unknown, requestId: string | undefined): LogEntry => ({
  level: "ERROR",
  message: "invocation failed",
  requestId,
  ...failureReason(error),
});

/** What a log may tell of an error. Only a ConfigurationError is known to quote no value: others give their name. */
export function failureReason(error: unknown): { error: string; reason?: string; cause?: string | undefined } {
  if (!(error instanceof ConfigurationError)) return { error: error instanceof Error ? error.name : "unknown" };
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return { error: error.name, reason: error.message, cause };
}
