import type { EmbeddedMetrics } from "./loadMetrics.ts";

/** Never holds a value of a parameter. */
export interface LogEntry {
  readonly level: "INFO" | "WARN" | "ERROR";
  readonly message: string;
  readonly [field: string]: string | number | EmbeddedMetrics | undefined;
}

/**
 * Writes one JSON line. It goes to standard output and not through `console`, because Lambda's JSON log format would
 * put a text given to `console.log` into its own `message`, escaped, and pass a JSON line of standard output as it is.
 * Lambda's log level filter reads `timestamp` and `level`.
 */
export function writeLog(entry: LogEntry): void {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), ...entry })}\n`);
}
