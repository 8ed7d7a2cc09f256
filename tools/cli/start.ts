import { setTimeout as sleep } from "node:timers/promises";
import { CliError, exitWithError } from "../lib/cliError.ts";
import { abortOnInterrupt, rejectOnAbort } from "../lib/interrupt.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";
import { demonstratedFunctions } from "../local/demo/demonstratedFunctions.ts";
import type { DemonstratedFunction } from "../local/demo/demonstratedFunctions.ts";
import { demonstrate } from "../local/demo/demonstration.ts";
import { keepAlive } from "../local/keepAlive.ts";
import { startLocalRun } from "../local/localRun.ts";
import type { LocalRun } from "../local/localRun.ts";
import { writeLocalReport } from "./localReport.ts";

const HELP = `Deploys the dev and prod stacks to an AWS emulator on this machine with the real Pulumi engine, and invokes them.

  npm start                     install what is missing, run, clean up
  npm start -- --function NAME  invoke only this function of app/functions.ts; can be repeated
  npm start -- --keep           keep the emulator and the stacks running until Ctrl-C
  npm start -- --port=4566      use this port for the emulator instead of a free one
  npm start -- --provider=aws   use the AWS provider's plugin (from PATH, or downloaded by the engine)
  npm start -- --help           show this

A function receives the event in app/<name>.event.json, or {} without this file.`;

/** The maximum time for an interrupted engine to write its state. */
const ENGINE_STOP_TIMEOUT_MS = 10_000;

interface Options {
  readonly keep: boolean;
  readonly provider: "local" | "aws";
  readonly port?: number;
  readonly functions: readonly DemonstratedFunction[];
}

function readOptions(): Options {
  const values = parseCommandLine(HELP, {
    keep: { type: "boolean", default: false },
    provider: { type: "string", default: "local" },
    port: { type: "string" },
    function: { type: "string", multiple: true },
  });
  const { keep, provider } = values;
  if (provider !== "local" && provider !== "aws") {
    throw new CliError(`--provider must be local or aws (got ${provider}).`);
  }
  const functions = demonstratedFunctions(values.function);
  if (values.port === undefined) return { keep, provider, functions };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new CliError(`--port must be a port number from 1 to 65535 (got ${values.port}).`);
  }
  return { keep, provider, functions, port };
}

async function main(controller: AbortController): Promise<void> {
  const options = readOptions();
  const { signal } = controller;
  const startedMs = performance.now();
  const run = await startLocalRun({ ...options, signal });
  const work = demonstrate(run, options.functions, writeLocalReport);
  try {
    // Fails if the emulator dies or the command is interrupted.
    const results = await Promise.race([work, run.emulator.died, rejectOnAbort(signal)]);
    console.log(`\nThe whole run took ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
    if (options.keep) await keep(run, results[0]?.outputs ?? {});
  } finally {
    // Lets the engine write its state before the emulator stops.
    controller.abort();
    await Promise.race([work.catch(() => undefined), sleep(ENGINE_STOP_TIMEOUT_MS)]);
    await run.stop();
  }
}

/** @param outputs the outputs of dev */
async function keep(run: LocalRun, outputs: Readonly<Record<string, unknown>>): Promise<void> {
  const kept = await keepAlive(run, outputs);
  try {
    console.log(kept.instructions);
    await Promise.race([run.emulator.died, rejectOnAbort(run.signal)]);
  } finally {
    kept.stop();
  }
}

const controller = abortOnInterrupt();
// The reader has closed the pipe, as in `npm start | head`.
process.stdout.on("error", () => {
  controller.abort(new CliError("Stopped: the output was closed."));
});
main(controller)
  .catch(exitWithError)
  // An interrupted engine leaves the program that it runs in this process unfinished.
  .finally(() => process.exit());
