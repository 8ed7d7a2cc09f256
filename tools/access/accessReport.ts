import { accessTable, legend } from "./accessTable.ts";
import { unexpected } from "./matrix.ts";
import type { Cell } from "./matrix.ts";

/** The verdicts on a stack, by its own policies and by the post's. */
export interface JudgedStack {
  readonly name: string;
  readonly here: readonly Cell[];
  readonly post: readonly Cell[];
}

export interface AccessReport {
  readonly text: string;
  readonly asExpected: boolean;
}

/** The legend, a table for each stack (one for all that are alike), and what is not as it should be. */
export function accessReport(stacks: readonly JudgedStack[]): AccessReport {
  const tables = new Map<string, string[]>();
  for (const { name, here, post } of stacks) {
    const table = accessTable(here, post);
    tables.set(table, [...(tables.get(table) ?? []), name]);
  }
  const sections = [...tables].map(([table, names]) => `${names.join(" and ")}:\n\n${table}`);

  const count = stacks.reduce((sum, { here }) => sum + here.length, 0);
  const wrong = stacks.flatMap(({ name, here }) => unexpected(here).map((cell) => `  ${name}: ${cell}`));
  const result =
    wrong.length === 0
      ? `${count} verdicts, all as they should be.`
      : `${wrong.length} of ${count} verdicts are not as they should be:\n${wrong.join("\n")}`;
  return { text: [legend(), ...sections, result].join("\n\n"), asExpected: wrong.length === 0 };
}
