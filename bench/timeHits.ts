// A program of its own, so that nothing else is in the heap.
// node --expose-gc timeHits.ts BUNDLE
import * as assert from "node:assert/strict";
import { SsmServer } from "../test/app/support/ssmServer.ts";
import { hitCandidates, type HitCandidate } from "./hitCandidates.ts";

export interface HitTimes {
  readonly name: string;
  /** Per hit, of each batch, in ascending order. */
  readonly microseconds: readonly number[];
  /** How much the heap has grown, per hit. */
  readonly grownBytes: number;
}

const BATCHES = 500;
const HITS_PER_BATCH = 1000;

async function timeHits({ name, invoke }: HitCandidate): Promise<HitTimes> {
  // Until the code is compiled for good.
  await batch(invoke, 200 * HITS_PER_BATCH);
  const heapBytes = heapInUse();
  const microseconds: number[] = [];
  for (let count = 0; count < BATCHES; count++)
    microseconds.push((await batch(invoke, HITS_PER_BATCH)) / HITS_PER_BATCH);
  const grownBytes = (heapInUse() - heapBytes) / (BATCHES * HITS_PER_BATCH);
  return { name, microseconds: microseconds.sort((a, b) => a - b), grownBytes };
}

async function batch(invoke: () => Promise<unknown>, hits: number): Promise<number> {
  const beganMs = performance.now();
  for (let count = 0; count < hits; count++) await invoke();
  return (performance.now() - beganMs) * 1000;
}

function heapInUse(): number {
  if (globalThis.gc === undefined) throw new Error("node --expose-gc is needed.");
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const Parameters = ["one", "two"].map((name) => ({
  Name: `/dev/bench/${name}`,
  Type: name === "one" ? "String" : "SecureString",
  Version: 1,
  Value: JSON.stringify({ url: "https://example.com/", level: "info", limit: 20 }),
}));
const server = new SsmServer(() => ({ body: { Parameters } }));
process.env["AWS_ENDPOINT_URL"] = await server.start();
const results: HitTimes[] = [];
for (const candidate of hitCandidates(process.argv[2] ?? "")) {
  const before = server.requests.length;
  await candidate.invoke();
  results.push(await timeHits(candidate));
  assert.equal(server.requests.length - before, 1, `${candidate.name} must load once.`);
}
console.log(JSON.stringify(results));
// middy's timer for its next refresh would keep the process.
process.exit();
