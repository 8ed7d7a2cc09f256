import * as assert from "node:assert/strict";
import { CliError } from "../../lib/cliError.ts";
import type { UnpackedCandidate } from "../candidate.ts";
import { TRACE_ID } from "../environmentVariables.ts";
import { startParameterStore } from "../fakeParameterStore.ts";
import { interleave } from "../interleave.ts";
import { benchSections } from "../putParameters.ts";
import { runProbe } from "../runProbe.ts";
import type { ColdStart } from "../runProbe.ts";
import type { BenchContext, Candidates, SuiteReport } from "../suite.ts";
import { summarize } from "../summarize.ts";
import { coldStartReport } from "./coldStartReport.ts";
import type { ColdStartFigures, Loading } from "./coldStartReport.ts";
import { findCpuShares } from "./cpuShares.ts";
import type { CpuShare, CreateCpuShare } from "./cpuShares.ts";

const MEMORY_SIZES_MB = [128, 256, 1769];
const PARAMETERS = [10, 50];
const REPETITIONS = 10;

/** The memory size with which a function has one vCPU. The share is in proportion. */
const ONE_CPU_MB = 1769;

/** A function, and when it loads its configuration. */
interface Subject {
  readonly name: string;
  readonly loading: Loading;
  readonly candidate: UnpackedCandidate;
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Measures INIT and the first invocation with the share of the CPU that Lambda gives a function after INIT, over TLS.
 * INIT has the whole machine. Where the CPU cannot be limited, nothing is measured.
 */
export async function coldStartSuite({ run, candidates }: BenchContext): Promise<SuiteReport> {
  const createShare = findOrExplain();
  if (typeof createShare === "string") return { markdown: createShare, results: createShare, targets: [] };
  const store = await startParameterStore(PARAMETERS, "https");
  const runs = subjects(candidates).flatMap((subject) =>
    PARAMETERS.flatMap((parameters) => MEMORY_SIZES_MB.map((memoryMb) => ({ ...subject, parameters, memoryMb }))),
  );
  console.error(`Measuring ${runs.length * REPETITIONS} cold starts …`);
  try {
    const rounds = await interleave(runs, REPETITIONS, async ({ candidate, parameters, memoryMb, variables }) => {
      const probed = { ...store.trust, ...variables, _X_AMZN_TRACE_ID: "", TRACE_ID };
      const target = { endpoint: store.url, daemon: run.daemon.address, parameters, variables: probed };
      const result = await withShare(createShare, memoryMb / ONE_CPU_MB, async ({ processes }) => {
        const beganAtMs = performance.timeOrigin + performance.now();
        return (await runProbe(candidate, target, "cold", beganAtMs, processes)) as ColdStart;
      });
      assert.deepEqual(result.sections, benchSections(parameters), `${candidate.name} must return all values.`);
      return result;
    });
    const figures = runs.map(({ name, loading, parameters, memoryMb }, index): ColdStartFigures => {
      const results = rounds.flatMap((round) => round[index] ?? []);
      return {
        name,
        loading,
        parameters,
        memoryMb,
        initMs: summarize(results.map(({ initMs }) => initMs)),
        firstMs: summarize(results.map(({ firstMs }) => firstMs)),
        sumMs: summarize(results.map(({ initMs, firstMs }) => initMs + firstMs)),
      };
    });
    return coldStartReport(figures, candidates.project.name);
  } finally {
    store.stop();
  }
}

function findOrExplain(): CreateCpuShare | string {
  try {
    return findCpuShares();
  } catch (error) {
    if (error instanceof CliError) return `Not measured. ${error.message}`;
    throw error;
  }
}

async function withShare<T>(
  createShare: CreateCpuShare,
  share: number,
  action: (group: CpuShare) => Promise<T>,
): Promise<T> {
  const group = createShare(share);
  try {
    return await action(group);
  } finally {
    group.remove();
  }
}

function subjects({ project, peers, earlyPeers, callbackFunction }: Candidates): Subject[] {
  const [powertools, , python] = peers;
  const [powertoolsEarly, middyPrefetch] = earlyPeers;
  assert.ok(powertools && python && powertoolsEarly && middyPrefetch);
  const during = { LOAD_DURING_INIT: "true" };
  return [
    { name: project.name, loading: "INIT", candidate: project, variables: during },
    { name: `${project.name}, loadDuringInit: false`, loading: "handler", candidate: project },
    { name: powertools.name, loading: "handler", candidate: powertools },
    { name: powertoolsEarly.name, loading: "INIT", candidate: powertoolsEarly },
    { name: middyPrefetch.name, loading: "both", candidate: middyPrefetch },
    { name: python.name, loading: "handler", candidate: python },
    { name: callbackFunction.name, loading: "handler", candidate: callbackFunction },
  ];
}
