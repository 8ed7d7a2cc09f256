import { ConfigurationError } from "./errors.ts";
import type { LogEntry } from "./log.ts";

/** The log entry of a failed invocation. Only a ConfigurationError is known to quote no value: others give their name. */
export function failureLog(error: unknown, requestId: string | undefined): LogEntry {
  const entry = { level: "ERROR", message: "invocation failed", requestId } as const;
  if (!(error instanceof ConfigurationError))
    return { ...entry, error: error instanceof Error ? error.name : "unknown" };
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return { ...entry, error: error.name, reason: error.message, cause };
}
