/** `52.0 ms`, and from ten seconds on `12.3 s`. */
export const duration = (ms: number | undefined): string =>
  ms === undefined ? "–" : ms < 10_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`;

/** `["2026-11-25", "03:49:22.857"]`, in the reader's time zone. */
export function dateAndTime(epochMs: number): readonly [date: string, time: string] {
  const at = new Date(epochMs);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString();
  return [local.slice(0, 10), local.slice(11, 23)];
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
