import type { Spread } from "./summarize.ts";

/** A Markdown table: the first column to the left, numbers to the right. */
export const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map((_cell, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** Median, and p99 in brackets. */
export const shown = ({ median, p99 }: Spread, digits = 1): string =>
  `${median.toFixed(digits)} (${p99.toFixed(digits)})`;
