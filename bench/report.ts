import { zipped } from "../infra/functionBundle.ts";
import type { Candidate } from "./candidate.ts";
import { quantile } from "./quantile.ts";

/** Of the CallbackFunction's time to load, over the bare runtime. */
const TARGET = 0.5;

export interface Measured {
  readonly candidate: Candidate;
  /** In ascending order. */
  readonly timesMs: readonly number[];
}

export interface Measurements {
  readonly bare: Measured;
  readonly deployed: Measured;
  /** What the ratios compare with. */
  readonly callbackFunction: Measured;
  readonly others: readonly Measured[];
}

/** A Markdown table, and whether the target is met. */
export function report({ bare, deployed, callbackFunction, others }: Measurements): string {
  const overBareMs = (measured: Measured) => median(measured) - median(bare);
  const ratio = (measured: Measured) => overBareMs(measured) / overBareMs(callbackFunction);
  const row = (measured: Measured) => {
    const { name, files } = measured.candidate;
    const bytes = Object.values(files).reduce((sum, { byteLength }) => sum + byteLength, 0);
    const sizes = [kilobytes(bytes), kilobytes(zipped(files).byteLength)];
    return [name, ...sizes, spread(measured), overBareMs(measured).toFixed(1), ratio(measured).toFixed(2)];
  };
  const rows = [
    ["package", "unzipped KB", "zipped KB", "load ms, median (quartiles)", "over bare ms", "of CallbackFunction's"],
    ["---", "---:", "---:", "---:", "---:", "---:"],
    [bare.candidate.name, "–", "–", spread(bare), "0.0", "–"],
    ...[deployed, ...others, callbackFunction].map(row),
  ];
  const reached = ratio(deployed);
  return [
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
    "",
    `Target: the deployed bundle loads in at most ${TARGET.toFixed(2)} of the time of "${callbackFunction.candidate.name}", ` +
      `both over the bare runtime: ${reached.toFixed(2)}, ${reached <= TARGET ? "met" : "missed"}.`,
  ].join("\n");
}

const median = ({ timesMs }: Measured): number => quantile(timesMs, 0.5);

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);

function spread({ timesMs }: Measured): string {
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((fraction) => quantile(timesMs, fraction).toFixed(1));
  return `${middle} (${lower}–${upper})`;
}
