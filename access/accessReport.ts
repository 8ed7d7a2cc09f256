import { accessTable, legend } from "./accessTable.ts";
import { matrix, unexpected } from "./matrix.ts";
import type { Pair } from "./stack.ts";
import { asInThePost } from "./thePost.ts";

export interface AccessReport {
  readonly text: string;
  readonly asExpected: boolean;
}

/** The legend, a table for each stack (one for all that are alike), and what is not as it should be. */
export async function accessReport(pairs: readonly Pair[]): Promise<AccessReport> {
  const tables = new Map<string, string[]>();
  const wrong: string[] = [];
  let count = 0;
  for (const pair of pairs) {
    const { name } = pair.stack;
    const here = await matrix(pair);
    const table = accessTable(here, await matrix(asInThePost(pair)));
    tables.set(table, [...(tables.get(table) ?? []), name]);
    wrong.push(...unexpected(here).map((cell) => `  ${name}: ${cell}`));
    count += here.length;
  }
  const sections = [...tables].map(([table, names]) => `${names.join(" and ")}:\n\n${table}`);
  const result =
    wrong.length === 0
      ? `${count} verdicts, all as they should be.`
      : `${wrong.length} of ${count} verdicts are not as they should be:\n${wrong.join("\n")}`;
  return { text: [legend(), ...sections, result].join("\n\n"), asExpected: wrong.length === 0 };
}
