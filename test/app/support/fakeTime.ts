/** A timer that has not fired. */
interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A wall clock, and timers that stop while the execution environment is frozen. */
export class FakeTime {
  wallMs = 1_800_000_000_000;
  readonly #timers = new Set<Timer>();
  #runningMs = 0;

  readonly nowMs = (): number => this.wallMs;

  readonly startTimer = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { dueMs: this.#runningMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** The number of timers that have not fired. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Lets time pass while the environment runs. The effects of each timer are complete before the next fires. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#runningMs + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#advance(next.dueMs - this.#runningMs);
      next.callback();
      await settled();
    }
    this.#advance(endMs - this.#runningMs);
  }

  /** Lets time pass until the next timer has fired. Throws if none is set, because then nothing would ever happen. */
  async passToNextTimer(): Promise<void> {
    const nextMs = Math.min(...[...this.#timers].map(({ dueMs }) => dueMs));
    if (nextMs === Infinity) throw new Error("no timer is set");
    await this.pass(nextMs - this.#runningMs);
  }

  /** Lets time pass while the environment is frozen. A negative time sets the clock back. */
  freeze(ms: number): void {
    this.wallMs += ms;
  }

  #advance(ms: number): void {
    this.#runningMs += ms;
    this.wallMs += ms;
  }
}

/** Resolves once all promise reactions that are due have run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
