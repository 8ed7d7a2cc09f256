import { CliError } from "./cliError.ts";

/** For a command that failed: says what went wrong, and makes the exit code say so. */
export function exitWithError(error: unknown): void {
  process.exitCode = 1;
  console.error(error instanceof CliError ? error.message : error);
}
