// Measures a candidate in a process of its own: node probe.cjs MAIN EXPORT MEASUREMENT …
//   cold START_MS GROUP      ends INIT, joins a control group, and invokes once: duration of both. INIT began at START_MS,
//                            in milliseconds since 1970
//   first                    invokes once: duration, and resident memory before and after
//   calls CONCURRENT AFTER   makes CONCURRENT first invocations at the same time, and then AFTER more, one by one
//   hits SECONDS             warms up and then invokes, SECONDS each: mean microseconds per invocation, for each batch
//   heap COUNT               warms up with 3 x COUNT invocations and then makes COUNT: heap growth (Node.js only)
"use strict";
const { writeFileSync } = require("node:fs");
const v8 = require("node:v8");
const vm = require("node:vm");
const [main, name, measurement, one, two] = process.argv.slice(2);
const BATCH = 100;

const loaded = main.endsWith(".mjs") ? import(main) : Promise.resolve(require(main));
let handler;
// Each invocation gets a context of its own, as in Lambda.
const invoke = () => handler({}, { awsRequestId: "bench", getRemainingTimeInMillis: () => 60_000 });

async function cold(beganAtMs, group) {
  const initMs = performance.timeOrigin + performance.now() - beganAtMs;
  // Lambda sets it for each invocation.
  process.env._X_AMZN_TRACE_ID = process.env.TRACE_ID;
  writeFileSync(group, String(process.pid));
  const startMs = performance.now();
  const { sections } = await invoke();
  return { initMs, firstMs: performance.now() - startMs, sections };
}

async function first() {
  const loadedBytes = process.memoryUsage.rss();
  const startMs = performance.now();
  const { sections } = await invoke();
  const firstMs = performance.now() - startMs;
  return { firstMs, loadedBytes, servedBytes: process.memoryUsage.rss(), sections };
}

async function calls(concurrent, after) {
  await Promise.all(Array.from({ length: concurrent }, invoke));
  for (let count = 0; count < after; count++) await invoke();
  return {};
}

async function hits(seconds) {
  await invoke();
  await measureBatches(seconds);
  return { microseconds: await measureBatches(seconds) };
}

async function measureBatches(seconds) {
  const microseconds = [];
  const endMs = performance.now() + seconds * 1000;
  while (performance.now() < endMs) {
    const startMs = performance.now();
    for (let count = 0; count < BATCH; count++) await invoke();
    microseconds.push(((performance.now() - startMs) * 1000) / BATCH);
  }
  return microseconds;
}

async function heap(count) {
  v8.setFlagsFromString("--expose-gc");
  const collectGarbage = vm.runInNewContext("gc");
  const heapUsedAfterInvocations = async () => {
    for (let invocations = 0; invocations < count; invocations++) await invoke();
    // Let background work end, so that its memory can be collected.
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let times = 0; times < 3; times++) collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await heapUsedAfterInvocations();
  await heapUsedAfterInvocations();
  const before = await heapUsedAfterInvocations();
  return { grownBytes: (await heapUsedAfterInvocations()) - before };
}

async function measure() {
  handler = (await loaded)[name];
  if (measurement === "cold") return cold(Number(one), two);
  return { first, calls, hits, heap }[measurement](Number(one), Number(two));
}

void measure().then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  // Traces are still being sent, and a library's timers would keep the process running.
  setTimeout(() => process.exit(), 50);
});
