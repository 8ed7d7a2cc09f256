import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import * as path from "node:path";
import { INIT_BUDGET_MS } from "../../app/runtime/cache/timing.ts";
import { CODE_LOAD_SECONDS, STARTS_PER_SECOND } from "../../infra/config/burstCapacity.ts";
import { BURST_RESULTS, summarizeBurst } from "../bench/burst/burstResults.ts";
import type { BurstFigures, BurstResults } from "../bench/burst/burstResults.ts";
import { BurstRunner } from "../bench/burst/burstRunner.ts";
import { SCENARIOS, WARM_UP } from "../bench/burst/scenarios.ts";
import { burstTargets, isTooBusy, resultTable, sizeTable } from "../bench/burst/tables.ts";
import { writeGeneratedFiles } from "../docs/generatedFiles.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";
import { ROOT } from "../lib/paths.ts";

const HELP = `Simulates bursts of cold starts against a server that throttles like Parameter Store, in real time (7 to 9 minutes).

  npm run bench:burst
  npm run bench:burst -- --help    show this`;

parseCommandLine(HELP, {});
const runner = new BurstRunner();
process.on("exit", () => {
  runner.stop();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

console.log(
  `Node.js ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}. This takes 7 to ` +
    `9 minutes, because bursts run in real time.
Each execution environment has its own handler, client, connections and cache.
The server has the rate limit and the response times of Parameter Store.`,
);
const all: Record<string, readonly BurstFigures[]> = {};
await runner.run(WARM_UP);
for (const [title, scenarios] of Object.entries(SCENARIOS)) {
  const figures: BurstFigures[] = [];
  for (const scenario of scenarios) figures.push(summarizeBurst(await runner.run(scenario)));
  console.log(`\n${title}:\n\n${resultTable(figures)}`);
  all[title] = figures;
}
console.log(`
- start: the time in which the environments start
- served: environments that got the configuration before the handler stopped waiting, half a second before the timeout
- maximum: environments that can be served if no call that Parameter Store admits is wasted. An environment waits for the rest
  of INIT after its code is loaded, ${INIT_BUDGET_MS / 1000 - CODE_LOAD_SECONDS} s, and then in its first invocation
- ratio: served, divided by maximum
- p50, p99: how long the served environments waited since they started
- delay: event loop delay of the busiest process of the simulation, at the 99th percentile

Largest bursts in which all environments are served, at ${STARTS_PER_SECOND} starts per second:

${sizeTable()}

For a larger burst, do one of the following:

- Turn on Parameter Store's higher throughput.
- Raise the function's timeout.
- Put the values into fewer parameters.`);
console.log(`\nTargets:\n\n${burstTargets(Object.values(all).flat())}`);
if (Object.values(all).flat().some(isTooBusy)) {
  console.log("\nThe machine was too busy for some scenarios, so no file was written. Fix: run the command again.");
  process.exit(1);
}
const machine = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cores: availableParallelism(),
};
writeFileSync(BURST_RESULTS, `${JSON.stringify({ machine, scenarios: all } satisfies BurstResults, undefined, 2)}\n`);
console.log(`\nWrote ${[path.relative(ROOT, BURST_RESULTS), ...(await writeGeneratedFiles())].join(", ")}.`);
process.exit();
