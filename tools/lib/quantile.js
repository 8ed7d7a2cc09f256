/** Returns the value at a fraction of the ascending values, interpolated between the two nearest values. */
export function quantile(ascending, fraction) {
  const position = (ascending.length - 1) * fraction;
  const below = ascending[Math.floor(position)];
  const above = ascending[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error("A quantile requires at least one value.");
  return below + (above - below) * (position - Math.floor(position));
}
