/**
 * The time that callers wait for something, counted once however many they are. Between invocations an execution environment
 * is frozen, so that any other time says little about how long a load takes.
 */
export class WaitedTime {
  #earlierMs = 0;
  #sinceMs: number;
  #untilMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.#untilMs = nowMs;
  }

  /** A caller begins to wait, and gives up after a time. */
  begin(nowMs: number, boundMs: number): void {
    if (nowMs >= this.#untilMs) {
      this.#earlierMs = this.totalMs(nowMs);
      this.#sinceMs = nowMs;
    }
    this.#untilMs = Math.max(this.#untilMs, nowMs + boundMs);
  }

  /** Returns how long it is until the last caller gives up; negative afterwards. */
  leftMs(nowMs: number): number {
    return this.#untilMs - nowMs;
  }

  totalMs(nowMs: number): number {
    return this.#earlierMs + Math.min(nowMs, this.#untilMs) - this.#sinceMs;
  }
}
