import { backoffMs } from "./timing.ts";

/** The time after consecutive failures in which no load starts. */
export class Backoff {
  readonly #nowMs: () => number;
  readonly #random: () => number;
  #failures = 0;
  #untilMs = -Infinity;

  /**
   * @param nowMs the cache's clock, in milliseconds
   * @param random returns a number from 0 to 1
   */
  constructor(nowMs: () => number, random: () => number) {
    this.#nowMs = nowMs;
    this.#random = random;
  }

  /** Whether it is too early for the next load. */
  get isActive(): boolean {
    return this.#nowMs() < this.#untilMs;
  }

  /** The number of failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Starts the backoff after a failure. */
  fail(): void {
    this.#failures++;
    this.#untilMs = this.#nowMs() + backoffMs(this.#failures, this.#random());
  }

  /** Ends the backoff after a success. */
  reset(): void {
    this.#failures = 0;
    this.#untilMs = -Infinity;
  }
}
