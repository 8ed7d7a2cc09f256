import { CliError } from "../../lib/cliError.ts";

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The retention period of traces in X-Ray. */
const RETENTION_MS = 30 * UNIT_MS.d;

/** The longest time range that one X-Ray request can cover. */
const MAX_WINDOW_MS = 6 * UNIT_MS.h;

/** The time range of one X-Ray request, with X-Ray's field names. */
export interface TimeWindow {
  readonly StartTime: Date;
  readonly EndTime: Date;
}

/** Parses the value of `--since`, such as `30m`, `6h` or `2d`, and returns milliseconds. */
export function parseSince(text: string): number {
  const [, count = "", unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * ((UNIT_MS[unit as keyof typeof UNIT_MS] as number | undefined) ?? 0);
  if (ms > 0 && ms <= RETENTION_MS) return ms;
  throw new CliError(
    `--since must be a number of minutes, hours or days, at most 30d, such as 30m, 6h or 2d (got "${text}").`,
  );
}

/** Splits a time range into windows that X-Ray accepts, earliest first. */
export function splitTimeRange(startMs: number, endMs: number): TimeWindow[] {
  const windows: TimeWindow[] = [];
  for (let windowStartMs = startMs; windowStartMs < endMs; windowStartMs += MAX_WINDOW_MS) {
    const windowEndMs = Math.min(windowStartMs + MAX_WINDOW_MS, endMs);
    windows.push({ StartTime: new Date(windowStartMs), EndTime: new Date(windowEndMs) });
  }
  return windows;
}
