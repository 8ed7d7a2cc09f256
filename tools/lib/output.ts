/**
 * Runs a step, and prints when it starts and how long it took. Steps may run at the same time, so both lines name the
 * step.
 */
export async function withProgress<T>(step: string, action: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  console.log(`${step} …`);
  const result = await action();
  console.log(`${step}: done in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return result;
}

/** Formats rows of text as a table. Cells with numbers are aligned to the right. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_name, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return /^[\d.]+( ms)?$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** Formats rows of text as a Markdown table. The first column is aligned to the left, all others to the right. */
export const formatMarkdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map((_cell, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
