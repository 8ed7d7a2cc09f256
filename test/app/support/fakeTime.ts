interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A wall clock, and timers that stand still while the execution environment is frozen. */
export class FakeTime {
  wallMs = 1_800_000_000_000;
  readonly #timers = new Set<Timer>();
  #thawedMs = 0;

  readonly nowMs = (): number => this.wallMs;

  readonly startTimer = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { dueMs: this.#thawedMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get timers(): number {
    return this.#timers.size;
  }

  /** Time goes by while the environment runs; what follows from each timer is done before the next. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#thawedMs + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#advance(next.dueMs - this.#thawedMs);
      next.callback();
      await settled();
    }
    this.#advance(endMs - this.#thawedMs);
  }

  /** Time goes by until the next timer has gone off; without one nothing would ever happen. */
  async passToNextTimer(): Promise<void> {
    const nextMs = Math.min(...[...this.#timers].map(({ dueMs }) => dueMs));
    if (nextMs === Infinity) throw new Error("no timer is set");
    await this.pass(nextMs - this.#thawedMs);
  }

  /** Time goes by while the environment is frozen. */
  freeze(ms: number): void {
    this.wallMs += ms;
  }

  #advance(ms: number): void {
    this.#thawedMs += ms;
    this.wallMs += ms;
  }
}

/** When all that follows from what has happened is done. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
