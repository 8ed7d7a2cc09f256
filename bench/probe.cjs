// Runs in a candidate's own process, with nothing else in it: node probe.cjs MAIN EXPORT WHAT …
//   first                 loads, invokes once: how long that takes, how much memory is resident before and after
//   calls AT_ONCE AFTER   as many first invocations at once, and so many after them
//   hits SECONDS          warms up that long, then invokes that long: microseconds per invocation, of each batch
//   heap COUNT            warms up three times so often, then invokes so often: by how much the heap has grown; Node.js alone
"use strict";
const v8 = require("node:v8");
const vm = require("node:vm");
const [main, name, what, ...numbers] = process.argv.slice(2);
const [one, two] = numbers.map(Number);
const BATCH = 100;

const handler = require(main)[name];
// A context is the invocation's own.
const invoke = () => handler({}, { awsRequestId: "bench", getRemainingTimeInMillis: () => 60_000 });

async function first() {
  const loadedBytes = process.memoryUsage.rss();
  const beganMs = performance.now();
  const { sections } = await invoke();
  const firstMs = performance.now() - beganMs;
  return { firstMs, loadedBytes, servedBytes: process.memoryUsage.rss(), sections };
}

async function calls(atOnce, after) {
  await Promise.all(Array.from({ length: atOnce }, invoke));
  for (let count = 0; count < after; count++) await invoke();
  return {};
}

async function hits(seconds) {
  await invoke();
  await batches(seconds);
  return { microseconds: await batches(seconds) };
}

async function batches(seconds) {
  const microseconds = [];
  const endMs = performance.now() + seconds * 1000;
  while (performance.now() < endMs) {
    const beganMs = performance.now();
    for (let count = 0; count < BATCH; count++) await invoke();
    microseconds.push(((performance.now() - beganMs) * 1000) / BATCH);
  }
  return microseconds;
}

async function heap(count) {
  v8.setFlagsFromString("--expose-gc");
  const collectGarbage = vm.runInNewContext("gc");
  const used = async () => {
    for (let invocations = 0; invocations < count; invocations++) await invoke();
    // What ends a little later, and what its end sets free.
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let times = 0; times < 3; times++) collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await used();
  await used();
  const before = await used();
  return { grownBytes: (await used()) - before };
}

({ first, calls, hits, heap })[what](one, two).then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  // A trace is on its way yet, and timers of a library would keep the process.
  setTimeout(() => process.exit(), 50);
});
