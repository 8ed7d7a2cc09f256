import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";
import { readBenchResults } from "../bench/benchResults.ts";
import { readBurstResults } from "../bench/burst/burstResults.ts";
import { ROOT } from "../lib/paths.ts";
import { benchmarkSections, coldStartChart, loadTimeChart } from "./benchmarkSections.ts";
import { configurationTable } from "./configurationTable.ts";
import type { ConfigDeclaration } from "./configurationTable.ts";
import { replaceSection } from "./generatedSection.ts";
import { burstChart, scalingSections } from "./scalingSections.ts";
import { schemaSizeTable } from "./schemaSizes.ts";

/** The sections of a Markdown document by name. */
type Sections = Readonly<Record<string, string>>;

/** Returns the generated sections of each document, by its path. */
function generatedSections(): Readonly<Record<string, Sections>> {
  const { config } = parse(readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8")) as {
    readonly config: Readonly<Record<string, ConfigDeclaration>>;
  };
  return {
    "docs/configuration.md": { keys: configurationTable(config) },
    "docs/benchmarks.md": benchmarkSections(readBenchResults()),
    "docs/schemas.md": { "library sizes": schemaSizeTable() },
    "docs/scaling.md": scalingSections(readBenchResults(), readBurstResults()),
  };
}

/** Returns the generated charts, by their path. */
const generatedCharts = (): Readonly<Record<string, string>> => ({
  "docs/images/burst.svg": burstChart(readBurstResults()),
  "docs/images/cold-start.svg": coldStartChart(readBenchResults()),
  "docs/images/load-time.svg": loadTimeChart(readBenchResults()),
});

/** Returns the content that each file with generated parts must have, by its path. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map(Object.entries(generatedCharts()));
  for (const [file, sections] of Object.entries(generatedSections())) {
    const written = Object.entries(sections).reduce(
      (document, [name, content]) => replaceSection(document, name, content),
      readFileSync(path.join(ROOT, file), "utf8"),
    );
    const options = await resolveConfig(path.join(ROOT, file));
    files.set(file, await format(written, { ...options, parser: "markdown" }));
  }
  return files;
}

/** Writes the generated parts of the documents. Returns the files that changed. */
export async function writeGeneratedFiles(): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const [file, content] of await generatedFiles()) {
    if (readIfPresent(path.join(ROOT, file)) === content) continue;
    writeFileSync(path.join(ROOT, file), content);
    changed.push(file);
  }
  return changed;
}

/** Reads a file, or returns undefined if it does not exist. */
export function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
