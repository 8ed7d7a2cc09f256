export interface TimeWindow {
  readonly StartTime: Date;
  readonly EndTime: Date;
}

/** The longest range of time that X-Ray answers for at once. */
const LONGEST_MS = 6 * 3_600_000;

/** Ranges that X-Ray accepts and that make up a longer one, the earliest first. */
export function timeWindows(fromMs: number, untilMs: number): TimeWindow[] {
  const windows: TimeWindow[] = [];
  for (let startMs = fromMs; startMs < untilMs; startMs += LONGEST_MS) {
    const endMs = Math.min(startMs + LONGEST_MS, untilMs);
    windows.push({ StartTime: new Date(startMs), EndTime: new Date(endMs) });
  }
  return windows;
}
