/** An error that the user can fix. Its message says how, and is printed without a stack trace. */
export class CliError extends Error {
  override readonly name = "CliError";
}

/** Prints why a command failed, and sets the exit code to 1. */
export function exitWithError(error: unknown): void {
  process.exitCode = 1;
  console.error(error instanceof CliError ? error.message : error);
}
