import { RunError } from "../../local/runError.ts";

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How long X-Ray keeps traces. */
const LONGEST_MS = 30 * UNIT_MS.d;

/** `30m`, `6h` or `2d`, in milliseconds. */
export function sinceMs(text: string): number {
  const [, count = "", unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * ((UNIT_MS[unit as keyof typeof UNIT_MS] as number | undefined) ?? 0);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw new RunError(`--since must be minutes, hours or days up to 30d, such as 30m, 6h or 2d; got ${text}.`);
}
