import * as assert from "node:assert/strict";
import { loadCalls } from "../../infra/config/burstCapacity.ts";
import type { LocalRun } from "../local/localRun.ts";
import { startCallCounter } from "./callCounter.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { startParameterStore } from "./fakeParameterStore.ts";
import { growthMarkdown } from "./growthReport.ts";
import type { GrowthByNames, GrowthByPath } from "./growthReport.ts";
import { interleave } from "./interleave.ts";
import { benchSections, putParameters } from "./putParameters.ts";
import { runProbe } from "./runProbe.ts";
import type { FirstInvocation } from "./runProbe.ts";
import type { BenchContext, SuiteReport } from "./suite.ts";
import { summarize } from "./summarize.ts";

const PARAMETERS = [2, 10, 100, 300, 1000];
const REPETITIONS = 20;

/** Measures a first invocation of this project's function, with an increasing number of parameters under its path. */
export async function growthSuite({ run, candidates: { project, byNames } }: BenchContext): Promise<SuiteReport> {
  console.error(`Measuring a first invocation with ${PARAMETERS.join(", ")} parameters …`);
  const target = (parameters: number, endpoint = run.emulator.url) => ({
    endpoint,
    daemon: run.daemon.address,
    parameters,
  });
  for (const parameters of PARAMETERS) await putParameters(parameters);
  const rounds = await interleave(
    PARAMETERS,
    REPETITIONS,
    async (parameters) => (await runProbe(project, target(parameters), "first")) as FirstInvocation,
  );
  const counter = await startCallCounter(run.emulator.url);
  const figures: GrowthByPath[] = [];
  try {
    for (const [index, parameters] of PARAMETERS.entries()) {
      const firsts = rounds.flatMap((round) => round[index] ?? []);
      const calls = await counter.callsDuring(() => runProbe(project, target(parameters, counter.url), "first"));
      figures.push({
        parameters,
        pages: loadCalls(parameters),
        calls: calls.length,
        firstMs: summarize(firsts.map(({ firstMs }) => firstMs)),
        grownMegabytes: summarize(firsts.map(({ loadedBytes, servedBytes }) => (servedBytes - loadedBytes) / 1e6)),
      });
    }
  } finally {
    counter.stop();
  }
  const results = { byPath: figures, byNames: await measureByNames(run, byNames) };
  const [few, many] = results.byNames;
  const multiple = (many?.firstMs.median ?? NaN) / (few?.firstMs.median ?? NaN);
  return {
    markdown: growthMarkdown(results),
    results,
    targets: [
      {
        description: `${many?.parameters ?? 0} parameters by names take at most twice the time of ${few?.parameters ?? 0}`,
        measured: `${multiple.toFixed(2)} x`,
        met: multiple <= 2,
      },
      {
        description: "A load makes at most one SSM call per page, with any number of parameters",
        measured: figures.map(({ calls, pages }) => `pages: ${pages}, calls: ${calls}`).join("; "),
        met: figures.every(({ calls, pages }) => calls <= pages),
      },
    ],
  };
}

/** Measures first invocations of functions that read their sections by names, with a Parameter Store of constant speed. */
async function measureByNames(
  run: LocalRun,
  functions: ReadonlyMap<number, UnpackedCandidate>,
): Promise<GrowthByNames[]> {
  const all = [...functions];
  const store = await startParameterStore(
    all.map(([parameters]) => parameters),
    "http",
  );
  try {
    const services = { endpoint: store.url, daemon: run.daemon.address };
    const rounds = await interleave(all, REPETITIONS, async ([parameters, candidate]) => {
      const first = (await runProbe(candidate, { ...services, parameters }, "first")) as FirstInvocation;
      assert.deepEqual(first.sections, benchSections(parameters), `${candidate.name} must return all values.`);
      return first.firstMs;
    });
    return all.map(([parameters], index) => ({
      parameters,
      firstMs: summarize(rounds.flatMap((round) => round[index] ?? [])),
    }));
  } finally {
    store.stop();
  }
}
