import * as assert from "node:assert/strict";
import { parameterPages } from "../infra/parameterPages.ts";
import { setTimeout } from "node:timers/promises";
import { callsOf } from "../local/xrayDaemon.ts";
import type { Segment } from "../report/segment.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { countCalls, type CountedCalls } from "./callCounter.ts";
import { timeAtEndpoint, type EndpointTimes } from "./emulatorTimes.ts";
import { functionReport } from "./functionReport.ts";
import { functionsOf, type Bench, type GroupReport } from "./suite.ts";
import { inTurns } from "./interleave.ts";
import { putParameters, type Sections } from "./putParameters.ts";
import { runProbe, type FirstInvocation, type HeapGrowth, type Hits, type ProbeTarget } from "./runProbe.ts";
import { spread, type Spread } from "./summarize.ts";

const PARAMETERS = [2, 10, 50, 200];
const FIRST_REPETITIONS = 20;
const HIT_ROUNDS = 10;
const HIT_SECONDS = 0.5;
const AT_ONCE = 100;
const WARM = 1000;
const HEAP_HITS = 200_000;

/** Calls to Parameter Store. */
export interface SsmCalls {
  readonly first: number;
  readonly concurrent: number;
  readonly warm: number;
}

/** Of one candidate with so many parameters. */
export interface FunctionFigures extends EndpointTimes {
  readonly name: string;
  readonly parameters: number;
  readonly pages: number;
  /** Resident, when the package is loaded. */
  readonly loadedMegabytes: Spread;
  /** The handler's first invocation, in a process that has loaded it. */
  readonly firstMs: Spread;
  /** A warm invocation, in the handler. */
  readonly hitMicroseconds: Spread;
  /** What a warm invocation leaves on the heap; not measured in Python. */
  readonly heapBytesPerHit: number | undefined;
  readonly calls: SsmCalls;
}

/** The same function in the same place, written in each way, with ever more parameters. */
export async function functionGroup({ run, candidates }: Bench): Promise<GroupReport> {
  const functions = functionsOf(candidates);
  const counted = await countCalls(run.endpoint.url);
  const figures: FunctionFigures[] = [];
  try {
    for (const parameters of PARAMETERS) {
      console.error(`Functions with ${parameters} parameters …`);
      const target = { endpoint: run.endpoint.url, daemon: run.daemon.address, parameters };
      const sections = await putParameters(parameters);
      for (const one of functions) await prove(one, target, sections, run.daemon.segments);
      const first = await inTurns(functions, FIRST_REPETITIONS, (one) => invokeFirst(one, target));
      const hits = await inTurns(functions, HIT_ROUNDS, (one) => runProbe(one, target, "hits", HIT_SECONDS));
      const atEndpoint = await timeAtEndpoint(functions, parameters);
      for (const [index, one] of functions.entries()) {
        const firsts = first.flatMap((round) => round[index] ?? []);
        const batches = hits.flatMap((round) => (round[index] as Hits).microseconds);
        figures.push({
          name: one.name,
          parameters,
          pages: parameterPages(parameters),
          loadedMegabytes: spread(firsts.map(({ loadedBytes }) => loadedBytes / 1e6)),
          firstMs: spread(firsts.map(({ firstMs }) => firstMs)),
          hitMicroseconds: spread(batches),
          heapBytesPerHit: await heapBytesPerHit(one, target),
          ...(atEndpoint.get(one) ?? assert.fail(`${one.name} was not invoked at the endpoint.`)),
          calls: await ssmCalls(one, target, counted),
        });
      }
    }
  } finally {
    counted.stop();
  }
  return functionReport(figures, candidates);
}

const invokeFirst = async (candidate: UnpackedCandidate, target: ProbeTarget): Promise<FirstInvocation> =>
  (await runProbe(candidate, target, "first")) as FirstInvocation;

/** Fails unless the candidate answers with what Parameter Store holds, and traces its calls. */
async function prove(
  candidate: UnpackedCandidate,
  target: ProbeTarget,
  sections: Sections,
  segments: readonly Segment[],
): Promise<void> {
  const seen = segments.length;
  const answer = await invokeFirst(candidate, target);
  assert.deepEqual(answer.sections, sections, `${candidate.name}: the answer is not Parameter Store's.`);
  const traced = () => segments.slice(seen).some((segment) => callsOf("GetParametersByPath", segment).length > 0);
  // A datagram may come in later than the end of the process that sent it.
  for (let waits = 0; !traced() && waits < 100; waits++) await setTimeout(10);
  assert.ok(traced(), `${candidate.name}: X-Ray must get a GetParametersByPath call.`);
}

async function heapBytesPerHit(one: UnpackedCandidate, target: ProbeTarget): Promise<number | undefined> {
  if (!one.runtime.startsWith("nodejs")) return undefined;
  const { grownBytes } = (await runProbe(one, target, "heap", HEAP_HITS)) as HeapGrowth;
  return grownBytes / HEAP_HITS;
}

async function ssmCalls(one: UnpackedCandidate, target: ProbeTarget, counted: CountedCalls): Promise<SsmCalls> {
  const count = async (atOnce: number, after: number) => {
    const proxied = { ...target, endpoint: counted.url };
    const { calls } = await counted.during(() => runProbe(one, proxied, "calls", atOnce, after));
    return calls.filter(({ action }) => action.startsWith("ssm:")).length;
  };
  const first = await count(1, 0);
  return { first, concurrent: await count(AT_ONCE, 0), warm: (await count(1, WARM)) - first };
}
