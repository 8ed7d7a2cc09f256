import { Cache } from "../../../app/runtime/cache/cache.ts";
import type { AgeLimits, CachedValue } from "../../../app/runtime/cache/freshness.ts";
import type { Loader } from "../../../app/runtime/cache/sharedLoad.ts";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { FakeTime, settled } from "./fakeTime.ts";

/** The requests of a load. */
export interface Source {
  /** The duration of each request, in time that the environment runs; Infinity for one without a response. */
  readonly requestsMs: readonly number[];
  /** Whether freezing for at least 5 s breaks the connection. The request is then retried, up to three attempts in total. */
  readonly breaks: boolean;
}

/** The value that an invocation received and how long it waited for it. */
export interface TimedValue extends CachedValue<number> {
  readonly waitedMs: number;
}

const BREAKS_AFTER_MS = 5000;

/** An execution environment that runs during invocations and is frozen between them. */
export class FrozenEnvironmentHarness {
  source: Source;
  readonly limits: AgeLimits;
  loads = 0;
  readonly #time = new FakeTime();
  readonly #cache: Cache<number>;
  /** Functions that break the connections of the requests in flight. */
  #breakConnections = new Set<() => void>();

  constructor(limits: AgeLimits, source: Source) {
    this.limits = limits;
    this.source = source;
    const { nowMs, startTimer } = this.#time;
    this.#cache = new Cache({ limits, nowMs, startTimer, random: () => 0.5 });
  }

  /** Invokes the environment, which then works for a while with the value it received. */
  async invoke(remainingMs: number, workMs: number): Promise<TimedValue> {
    const startMs = this.#time.nowMs();
    let timed: TimedValue | undefined;
    let failure: unknown;
    const result = Promise.resolve(this.#cache.get(this.#loader, () => remainingMs)).then(
      (cached) => (timed = { ...cached, waitedMs: this.#time.nowMs() - startMs }),
      (error: unknown) => (failure = error),
    );
    await settled();
    while (timed === undefined && failure === undefined) await this.#time.passToNextTimer();
    await result;
    await this.#time.pass(workMs);
    if (timed === undefined) throw failure as Error;
    return timed;
  }

  async freeze(ms: number): Promise<void> {
    this.#time.freeze(ms);
    if (ms >= BREAKS_AFTER_MS) for (const breakConnection of [...this.#breakConnections]) breakConnection();
    await settled();
  }

  readonly #loader: Loader<number> = {
    load: async (_previous, { signal }) => {
      const load = ++this.loads;
      const { requestsMs } = this.source;
      for (const ms of requestsMs) await this.#request(ms, signal);
      return load;
    },
    onLoaded: () => undefined,
    onFailed: () => undefined,
  };

  async #request(ms: number, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const response = Promise.withResolvers<"received" | "broken">();
      const stopTimer = this.#time.startTimer(ms, () => {
        response.resolve("received");
      });
      const breakConnection = () => {
        response.resolve("broken");
      };
      if (this.source.breaks) this.#breakConnections.add(breakConnection);
      const outcome = await response.promise;
      stopTimer();
      this.#breakConnections.delete(breakConnection);
      if (outcome === "received") return;
      if (attempt === 3 || signal.aborted) throw new ConfigurationError("the connection was lost");
    }
  }
}
