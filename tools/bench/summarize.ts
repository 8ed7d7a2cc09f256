import { quantile } from "../lib/quantile.ts";

/** Median and p99 of repeated measurements. */
export interface Summary {
  readonly median: number;
  readonly p99: number;
  readonly repetitions: number;
}

/** Summarizes values, which may be in any order. */
export function summarize(values: readonly number[]): Summary {
  const ascending = values.toSorted((a, b) => a - b);
  return { median: quantile(ascending, 0.5), p99: quantile(ascending, 0.99), repetitions: values.length };
}

/** Formats a summary as the median, followed by the p99 in parentheses. */
export const formatSummary = ({ median, p99 }: Summary, digits = 1): string =>
  `${median.toFixed(digits)} (${p99.toFixed(digits)})`;
