const SHORTEST_MS = 1000;
const LONGEST_MS = 60_000;

/**
 * How long to leave a service of AWS alone after so many failures in a row: anything from one second to a limit that
 * doubles from 2 to 60 seconds.
 *
 * @param random from 0 to 1: "full jitter", so that execution environments that failed together do not return together
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: number): number {
  const limitMs = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
  return SHORTEST_MS + random * (limitMs - SHORTEST_MS);
}
