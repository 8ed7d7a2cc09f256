import { readFileSync } from "node:fs";
import * as path from "node:path";
import { ROOT } from "../lib/paths.ts";
import type { ColdStartResults } from "./cpu/coldStartReport.ts";
import type { FunctionFigures } from "./functionReport.ts";
import type { GrowthResults } from "./growthReport.ts";
import type { PackageResults } from "./packageReport.ts";
import type { Target } from "./suite.ts";
import type { UpResults } from "./upReport.ts";

/** The facts about the machine that affect the figures. */
export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  /** The average of the last minute before the run. */
  readonly loadAverage: number;
  readonly loadAverageAtEnd: number;
}

/** The content of results.json, which a full run writes. */
export interface BenchResults {
  readonly machine: Machine;
  readonly package: PackageResults;
  readonly function: readonly FunctionFigures[];
  readonly cold: ColdStartResults;
  readonly growth: GrowthResults;
  readonly up: UpResults;
  readonly targets: readonly Target[];
}

export const BENCH_RESULTS = path.join(ROOT, "tools/bench/results.json");

/** Reads the results of the last full run. */
export const readBenchResults = (): BenchResults => JSON.parse(readFileSync(BENCH_RESULTS, "utf8")) as BenchResults;
