import { setTimeout as sleep } from "node:timers/promises";
import { CliError } from "../lib/cliError.ts";
import { exitWithError } from "../lib/exitWithError.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";
import { rejectOnAbort } from "../lib/rejectOnAbort.ts";
import { demonstrate } from "../local/demonstration.ts";
import { keepAlive } from "../local/keepAlive.ts";
import { startLocalRun } from "../local/localRun.ts";
import type { LocalRun } from "../local/localRun.ts";
import { writeLocalReport } from "./localReport.ts";

const HELP = `Deploys the dev and prod stacks to an AWS endpoint on this machine, with the real Pulumi engine, and invokes them.

  npm start                     set up what is missing, run, clean up
  npm start -- --keep           leave the endpoint and the stacks up until Ctrl-C
  npm start -- --port=4566      give the endpoint this port instead of a free one
  npm start -- --provider=aws   take the AWS provider's plugin (from PATH, or downloaded by the engine)
  npm start -- --help           show this`;

/** How long an interrupted engine may take to write its state. */
const ENGINE_ENDS_WITHIN_MS = 10_000;

interface Options {
  readonly keep: boolean;
  readonly provider: "local" | "aws";
  readonly port?: number;
}

function readOptions(): Options {
  const values = parseCommandLine(HELP, {
    keep: { type: "boolean", default: false },
    provider: { type: "string", default: "local" },
    port: { type: "string" },
  });
  const { keep, provider } = values;
  if (provider !== "local" && provider !== "aws") {
    throw new CliError(`--provider must be local or aws; got ${provider}.`);
  }
  if (values.port === undefined) return { keep, provider };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new CliError(`--port must be a port number from 1 to 65535; got ${values.port}.`);
  }
  return { keep, provider, port };
}

async function main(controller: AbortController): Promise<void> {
  const options = readOptions();
  const { signal } = controller;
  const began = performance.now();
  const run = await startLocalRun({ ...options, signal });
  const work = demonstrate(run, writeLocalReport);
  try {
    // Whichever comes first: the end of the work, the endpoint's death, or Ctrl-C.
    await Promise.race([work, run.endpoint.died, rejectOnAbort(signal)]);
    console.log(`\nThe whole run took ${((performance.now() - began) / 1000).toFixed(1)} s.`);
    if (options.keep) await keep(run);
  } finally {
    controller.abort(); // the engine ends by itself, before what it works with is taken away
    await Promise.race([work.catch(() => undefined), sleep(ENGINE_ENDS_WITHIN_MS)]);
    await run.stop();
  }
}

async function keep(run: LocalRun): Promise<void> {
  const kept = await keepAlive(run);
  try {
    console.log(kept.instructions);
    await Promise.race([run.endpoint.died, rejectOnAbort(run.signal)]);
  } finally {
    kept.stop();
  }
}

const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    controller.abort(new CliError(`Stopped by ${signal}.`));
  });
}
// `npm start | head`: nobody reads on.
process.stdout.on("error", () => {
  controller.abort(new CliError("Stopped: nobody reads the output."));
});
main(controller)
  .catch(exitWithError)
  // An interrupted engine leaves the program that it was running here hanging.
  .finally(() => process.exit());
