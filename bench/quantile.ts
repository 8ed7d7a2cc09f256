/** The value below which a fraction of the ascending values lies, between two of them where it falls there. */
export function quantile(ascending: readonly number[], fraction: number): number {
  const position = (ascending.length - 1) * fraction;
  const below = ascending[Math.floor(position)];
  const above = ascending[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error("There must be at least one value.");
  return below + (above - below) * (position - Math.floor(position));
}
