import { RunError } from "./runError.ts";

/** For a command that failed: says what went wrong, and makes the exit code say so. */
export function reportFailure(error: unknown): void {
  process.exitCode = 1;
  console.error(error instanceof RunError ? error.message : error);
}
