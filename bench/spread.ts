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

/** The value below which a fraction of the ascending values lies, between two of them where it falls there. */
function quantile(ascending: readonly number[], fraction: number): number {
  const position = (ascending.length - 1) * fraction;
  const below = ascending[Math.floor(position)];
  const above = ascending[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error("There must be at least one value.");
  return below + (above - below) * (position - Math.floor(position));
}
