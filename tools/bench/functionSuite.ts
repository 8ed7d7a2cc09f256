import * as assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { loadCalls } from "../../infra/config/burstCapacity.ts";
import type { Segment } from "../lib/segment.ts";
import { findCalls } from "../lib/segment.ts";
import { startCallCounter } from "./callCounter.ts";
import type { CallCounter } from "./callCounter.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { measureInEmulator } from "./emulatorTimes.ts";
import { functionReport } from "./functionReport.ts";
import type { FunctionFigures, SsmCalls } from "./functionReport.ts";
import { interleave } from "./interleave.ts";
import { putParameters } from "./putParameters.ts";
import type { Sections } from "./putParameters.ts";
import { runProbe } from "./runProbe.ts";
import type { FirstInvocation, HeapGrowth, Hits, ProbeTarget } from "./runProbe.ts";
import { invokedCandidates } from "./suite.ts";
import type { BenchContext, SuiteReport } from "./suite.ts";
import { summarize } from "./summarize.ts";

const PARAMETERS = [2, 10, 50, 200];
const FIRST_REPETITIONS = 20;
const HIT_ROUNDS = 10;
const HIT_SECONDS = 0.5;
const CONCURRENT_INVOCATIONS = 100;
const WARM_INVOCATIONS = 1000;
const HEAP_INVOCATIONS = 200_000;

/** Measures the same function, written and packaged in each way, with an increasing number of parameters. */
export async function functionSuite({ run, candidates }: BenchContext): Promise<SuiteReport> {
  const functions = invokedCandidates(candidates);
  const counter = await startCallCounter(run.emulator.url);
  const figures: FunctionFigures[] = [];
  try {
    for (const parameters of PARAMETERS) {
      console.error(`Measuring functions with ${parameters} parameters …`);
      const target = { endpoint: run.emulator.url, daemon: run.daemon.address, parameters };
      const sections = await putParameters(parameters);
      for (const candidate of functions) await verify(candidate, target, sections, run.daemon.segments);
      const firstRounds = await interleave(functions, FIRST_REPETITIONS, (candidate) => invokeFirst(candidate, target));
      const hitRounds = await interleave(functions, HIT_ROUNDS, (candidate) =>
        runProbe(candidate, target, "hits", HIT_SECONDS),
      );
      const emulatorTimes = await measureInEmulator(functions, parameters);
      for (const [index, candidate] of functions.entries()) {
        const firsts = firstRounds.flatMap((round) => round[index] ?? []);
        const batches = hitRounds.flatMap((round) => (round[index] as Hits).microseconds);
        figures.push({
          name: candidate.name,
          parameters,
          pages: loadCalls(parameters),
          loadedMegabytes: summarize(firsts.map(({ loadedBytes }) => loadedBytes / 1e6)),
          firstMs: summarize(firsts.map(({ firstMs }) => firstMs)),
          hitMicroseconds: summarize(batches),
          heapBytesPerHit: await measureHeapGrowth(candidate, target),
          ...(emulatorTimes.get(candidate) ?? assert.fail(`${candidate.name} was not invoked in the emulator.`)),
          calls: await countSsmCalls(candidate, target, counter),
        });
      }
    }
  } finally {
    counter.stop();
  }
  return functionReport(figures, candidates);
}

const invokeFirst = async (candidate: UnpackedCandidate, target: ProbeTarget): Promise<FirstInvocation> =>
  (await runProbe(candidate, target, "first")) as FirstInvocation;

/** Throws unless the candidate returns the values in Parameter Store and traces its calls. */
async function verify(
  candidate: UnpackedCandidate,
  target: ProbeTarget,
  sections: Sections,
  segments: readonly Segment[],
): Promise<void> {
  const before = segments.length;
  const response = await invokeFirst(candidate, target);
  assert.deepEqual(response.sections, sections, `${candidate.name} must return the values in Parameter Store.`);
  const isTraced = () => segments.slice(before).some((segment) => findCalls("GetParametersByPath", segment).length > 0);
  // The daemon can receive a datagram after the process that sent it has ended.
  for (let waits = 0; !isTraced() && waits < 100; waits++) await setTimeout(10);
  assert.ok(isTraced(), `${candidate.name} must send a trace of its GetParametersByPath call to X-Ray.`);
}

/** Returns the heap growth per warm invocation in bytes, or undefined for Python. */
async function measureHeapGrowth(candidate: UnpackedCandidate, target: ProbeTarget): Promise<number | undefined> {
  if (!candidate.runtime.startsWith("nodejs")) return undefined;
  const { grownBytes } = (await runProbe(candidate, target, "heap", HEAP_INVOCATIONS)) as HeapGrowth;
  return grownBytes / HEAP_INVOCATIONS;
}

async function countSsmCalls(
  candidate: UnpackedCandidate,
  target: ProbeTarget,
  counter: CallCounter,
): Promise<SsmCalls> {
  const count = async (concurrent: number, after: number) => {
    const counted = { ...target, endpoint: counter.url };
    const calls = await counter.callsDuring(() => runProbe(candidate, counted, "calls", concurrent, after));
    return calls.filter(({ action }) => action.startsWith("ssm:")).length;
  };
  const first = await count(1, 0);
  const concurrent = await count(CONCURRENT_INVOCATIONS, 0);
  return { first, concurrent, warm: (await count(1, WARM_INVOCATIONS)) - first };
}
