import { CliError } from "./cliError.ts";

/** Returns a controller that aborts when the command is interrupted, with a CliError as the reason. */
export function abortOnInterrupt(): AbortController {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      controller.abort(new CliError(`Stopped by ${signal}.`));
    });
  }
  return controller;
}

/** Rejects with the signal's reason once it is aborted. Race it with work that ignores the signal. */
export const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
