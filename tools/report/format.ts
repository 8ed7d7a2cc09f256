/** Formats a duration: `52.0 ms`, from ten seconds on `12.3 s`, and `–` if it is undefined. */
export const formatDuration = (ms: number | undefined): string =>
  ms === undefined ? "–" : ms < 10_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`;

/** Formats a time in the reader's time zone: `["2026-11-25", "03:49:22.857"]`. */
export function formatDateAndTime(epochMs: number): readonly [date: string, time: string] {
  const at = new Date(epochMs);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString();
  return [local.slice(0, 10), local.slice(11, 23)];
}

/** Formats a count with its noun: `1 trace`, `2 traces`. */
export const pluralize = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
