import { Cache } from "../../../app/runtime/cache/cache.ts";
import type { AgeLimits } from "../../../app/runtime/cache/freshness.ts";
import type { Loader } from "../../../app/runtime/cache/sharedLoad.ts";
import type { Cached } from "../../../app/runtime/cache/snapshot.ts";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { FakeTime, settled } from "./fakeTime.ts";

export interface Source {
  /** What each request of a load takes, in time in which the environment runs; Infinity for one that is never answered. */
  readonly requestsMs: readonly number[];
  /** Whether freezing for some seconds breaks the connection: the request is then made again, up to three times. */
  readonly breaks: boolean;
}

/** What one invocation saw. */
export interface Seen extends Cached<number> {
  readonly heldMs: number;
}

const BREAKS_AFTER_MS = 5000;

/** An execution environment that runs while it is invoked, and is frozen in between. */
export class FrozenEnvironmentHarness {
  source: Source;
  readonly limits: AgeLimits;
  loads = 0;
  readonly #time = new FakeTime();
  readonly #cache: Cache<number>;
  /** Break what is under way. */
  #connections = new Set<() => void>();

  constructor(limits: AgeLimits, source: Source) {
    this.limits = limits;
    this.source = source;
    const { nowMs, startTimer } = this.#time;
    this.#cache = new Cache({ limits, nowMs, startTimer, random: () => 0.5 });
  }

  /** An invocation, which goes on for a while after it has its configuration. */
  async invoke(timeLeftMs: number, workMs: number): Promise<Seen> {
    const beganMs = this.#time.nowMs();
    let seen: Seen | undefined;
    let failure: unknown;
    const result = Promise.resolve(this.#cache.get(this.#loader, () => timeLeftMs)).then(
      (cached) => (seen = { ...cached, heldMs: this.#time.nowMs() - beganMs }),
      (error: unknown) => (failure = error),
    );
    await settled();
    while (seen === undefined && failure === undefined) await this.#time.passToNextTimer();
    await result;
    await this.#time.pass(workMs);
    if (seen === undefined) throw failure as Error;
    return seen;
  }

  async freeze(ms: number): Promise<void> {
    this.#time.freeze(ms);
    if (ms >= BREAKS_AFTER_MS) for (const breakConnection of [...this.#connections]) breakConnection();
    await settled();
  }

  readonly #loader: Loader<number> = {
    load: async (_previous, { signal }) => {
      const load = ++this.loads;
      const { requestsMs } = this.source;
      for (const ms of requestsMs) await this.#request(ms, signal);
      return load;
    },
    loaded: () => undefined,
    failed: () => undefined,
  };

  async #request(ms: number, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const answer = Promise.withResolvers<"answered" | "broken">();
      const stopTimer = this.#time.startTimer(ms, () => {
        answer.resolve("answered");
      });
      const breakConnection = () => {
        answer.resolve("broken");
      };
      if (this.source.breaks) this.#connections.add(breakConnection);
      const outcome = await answer.promise;
      stopTimer();
      this.#connections.delete(breakConnection);
      if (outcome === "answered") return;
      if (attempt === 3 || signal.aborted) throw new ConfigurationError("the connection was lost");
    }
  }
}
