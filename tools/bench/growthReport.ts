import { loadCalls } from "../../infra/config/burstCapacity.ts";
import { formatMarkdownTable } from "../lib/output.ts";
import { CALL_MS } from "./fakeParameterStore.ts";
import { formatSummary } from "./summarize.ts";
import type { Summary } from "./summarize.ts";

/** The figures of this project's function with one number of parameters under its path. */
export interface GrowthByPath {
  readonly parameters: number;
  readonly pages: number;
  readonly calls: number;
  /** A first invocation, which loads the parameters. */
  readonly firstMs: Summary;
  /** Resident memory after the first invocation, minus resident memory before it. */
  readonly grownMegabytes: Summary;
}

/** The figures of this project's function with one number of sections in its `reads`. */
export interface GrowthByNames {
  readonly parameters: number;
  readonly firstMs: Summary;
}

/** The entry of the growth suite in results.json. */
export interface GrowthResults {
  readonly byPath: readonly GrowthByPath[];
  readonly byNames: readonly GrowthByNames[];
}

/** Returns a table with a row for each number of parameters, by path and by names, and what the figures mean. */
export const growthMarkdown = ({ byPath, byNames }: GrowthResults): string =>
  [
    formatMarkdownTable(
      ["parameters by path", "SSM calls", "first invocation (ms)", "memory growth (MB)"],
      byPath.map(({ parameters, calls, firstMs, grownMegabytes }) => [
        String(parameters),
        String(calls),
        formatSummary(firstMs),
        formatSummary(grownMegabytes),
      ]),
    ),
    formatMarkdownTable(
      ["parameters by names", "SSM calls, in parallel", `first invocation (ms), with ${CALL_MS} ms for each call`],
      byNames.map(({ parameters, firstMs }) => [
        String(parameters),
        String(loadCalls(parameters)),
        formatSummary(firstMs),
      ]),
    ),
    `Figures are the median (p99) of ${byPath[0]?.firstMs.repetitions ?? 0} first invocations, without a load during INIT.`,
  ].join("\n\n");
