import { describeUnexpected, evaluateMatrix } from "./matrix.ts";
import type { Cell } from "./matrix.ts";
import { matrixLegend, matrixTable } from "./matrixTable.ts";
import { describeUnexpectedReads, evaluateReads } from "./readAccess.ts";
import type { ReadAccess } from "./readAccess.ts";
import { readLegend, readTable } from "./readTable.ts";
import type { StackPair } from "./stack.ts";

/** A stack with the verdicts on its policies. */
export interface EvaluatedStack {
  readonly name: string;
  readonly reads: readonly ReadAccess[];
  readonly cells: readonly Cell[];
}

export interface AccessReport {
  readonly text: string;
  readonly passed: boolean;
}

export const evaluatePair = async (pair: StackPair): Promise<EvaluatedStack> => ({
  name: pair.stack.name,
  reads: await evaluateReads(pair),
  cells: await evaluateMatrix(pair),
});

/** Returns who can read what, then all verdicts, each with one table for all stacks with the same, and the failed checks. */
export function accessReport(stacks: readonly EvaluatedStack[]): AccessReport {
  const count = stacks.reduce((sum, { reads, cells }) => sum + reads.length + cells.length, 0);
  const failed = stacks.flatMap(({ name, reads, cells }) =>
    [...describeUnexpectedReads(reads), ...describeUnexpected(cells)].map((line) => `  ${name}: ${line}`),
  );
  const result =
    failed.length === 0
      ? `All ${count} checks passed.`
      : `${failed.length} of ${count} checks failed:\n${failed.join("\n")}`;
  const text = [
    "Who can read which section in clear",
    readLegend(),
    ...tablesOf(stacks, ({ reads }) => readTable(reads)),
    "All requests",
    matrixLegend(),
    ...tablesOf(stacks, ({ cells }) => matrixTable(cells)),
    result,
  ].join("\n\n");
  return { text, passed: failed.length === 0 };
}

/** Returns a table for each group of stacks with the same table, with the names of the stacks. */
function tablesOf(stacks: readonly EvaluatedStack[], table: (stack: EvaluatedStack) => string): readonly string[] {
  const tables = Map.groupBy(stacks, table);
  return [...tables].map(([text, group]) => `${group.map(({ name }) => name).join(" and ")}:\n\n${text}`);
}
