import { availableParallelism } from "node:os";
import { commandLine } from "../local/commandLine.ts";
import { outcomeTable, sizeTable, tooBusy } from "./tables.ts";
import { Bursts, type Outcome } from "./burstRunner.ts";
import { SCENARIOS, WARM_UP } from "./scenarios.ts";

const HELP = `Plays bursts of cold starts against a server that throttles as Parameter Store does, in real time: 4 to 5 minutes.

  npm run burst
  npm run burst -- --help    show this`;

commandLine(HELP, {});
const bursts = new Bursts();
process.on("exit", () => {
  bursts.stop();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

console.log(
  `Node.js ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}. Each environment ` +
    "has a handler, a client with its connections, and a cache of its own; the server refuses, and answers after, what " +
    "Parameter Store does. In real time, it takes 4 to 5 minutes.",
);
let busy = false;
await bursts.run(WARM_UP);
for (const [title, scenarios] of Object.entries(SCENARIOS)) {
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios) outcomes.push(await bursts.run(scenario));
  console.log(`\n${title}:\n\n${outcomeTable(outcomes)}`);
  busy ||= outcomes.some(tooBusy);
}
console.log(`
_served_: got the configuration half a second before the timeout, when the handler stops waiting. _at best_: as many as
could, if no call that Parameter Store answers were wasted. _p50_, _p99_: how long the served waited. _harness late_: how
late its busiest process was with its own work, 99th percentile.

The largest burst, at 100 starts a second, of which all are served; beyond it turn on Parameter Store's higher throughput,
raise the timeout, or put the values into fewer parameters:

${sizeTable()}`);
if (busy) console.log("\nThe machine was too busy for some of it: run it again.");
process.exit(busy ? 1 : 0);
