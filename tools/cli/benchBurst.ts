import { availableParallelism } from "node:os";
import { STARTS_PER_SECOND } from "../../infra/config/burstCapacity.ts";
import { BurstRunner } from "../bench/burst/burstRunner.ts";
import type { BurstResult } from "../bench/burst/burstRunner.ts";
import { SCENARIOS, WARM_UP } from "../bench/burst/scenarios.ts";
import { isTooBusy, resultTable, sizeTable } from "../bench/burst/tables.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";

const HELP = `Simulates bursts of cold starts against a server that throttles like Parameter Store, in real time (5 to 6 minutes).

  npm run bench:burst
  npm run bench:burst -- --help    show this`;

parseCommandLine(HELP, {});
const runner = new BurstRunner();
process.on("exit", () => {
  runner.stop();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

console.log(
  `Node.js ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}. This takes 5 to ` +
    `6 minutes, because bursts run in real time.
Each execution environment has its own handler, client, connections and cache.
The server has the rate limit and the response times of Parameter Store.`,
);
let isBusy = false;
await runner.run(WARM_UP);
for (const [title, scenarios] of Object.entries(SCENARIOS)) {
  const results: BurstResult[] = [];
  for (const scenario of scenarios) results.push(await runner.run(scenario));
  console.log(`\n${title}:\n\n${resultTable(results)}`);
  isBusy ||= results.some(isTooBusy);
}
console.log(`
- start: the time in which the environments start
- served: environments that got the configuration before the handler stopped waiting, half a second before the timeout
- maximum: environments that can be served if no call that Parameter Store admits is wasted
- ratio: served, divided by maximum
- p50, p99: how long the served environments waited
- delay: event loop delay of the busiest process of the simulation, at the 99th percentile

Largest bursts in which all environments are served, at ${STARTS_PER_SECOND} starts per second:

${sizeTable()}

For a larger burst, do one of the following:

- Turn on Parameter Store's higher throughput.
- Raise the function's timeout.
- Put the values into fewer parameters.`);
if (isBusy) console.log("\nThe machine was too busy for some scenarios. Fix: run the command again.");
process.exit(isBusy ? 1 : 0);
