import { quantile } from "./quantile.ts";

/** What repetitions gave, in short. */
export interface Spread {
  readonly median: number;
  readonly p99: number;
  readonly repetitions: number;
}

export function spread(values: readonly number[]): Spread {
  const ascending = values.toSorted((a, b) => a - b);
  return { median: quantile(ascending, 0.5), p99: quantile(ascending, 0.99), repetitions: values.length };
}
