import { Cache } from "../../../app/runtime/cache/cache.ts";
import { ageLimits } from "../../../app/runtime/cache/freshness.ts";
import type { Freshness } from "../../../app/runtime/cache/freshness.ts";
import type { Loader } from "../../../app/runtime/cache/sharedLoad.ts";
import { monotonicClock } from "../../../app/runtime/cache/timing.ts";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { CacheModel } from "./cacheModel.ts";
import type { ModelInvocation, ModelLoad, Pair } from "./cacheModel.ts";
import { FakeTime, settled } from "./fakeTime.ts";

/** An event in the life of an execution environment. */
export type Step =
  | { readonly kind: "initialize" | "invoke"; readonly remainingMs: number }
  | { readonly kind: "pass" | "freeze" | "setClock"; readonly ms: number }
  /** The next page or a failure of one of the loads that have not ended, including abandoned ones. */
  | { readonly kind: "page" | "fail"; readonly load: number };

/** The limits and the randomness of one history. */
export interface Setting extends Freshness {
  /** The random numbers, used in a cycle. The first is the jitter. */
  readonly randoms: readonly number[];
}

/** A load that has not ended. */
interface OpenLoad {
  readonly model: ModelLoad;
  readonly resolve: (value: Pair) => void;
  readonly reject: (error: Error) => void;
}

/** An execution environment whose cache is checked by a model. A broken promise throws. */
export class CacheHarness {
  readonly #time = new FakeTime();
  readonly #model: CacheModel;
  readonly #cache: Cache<Pair>;
  #open: OpenLoad[] = [];
  /** The store is rewritten before each step, so two pages never come from the same write. */
  #writes = 0;

  constructor({ randoms, ...freshness }: Setting) {
    let drawn = 0;
    const random = () => randoms[drawn++ % randoms.length] ?? 0;
    const jitter = random();
    this.#model = new CacheModel(freshness, jitter);
    const clock = monotonicClock(() => this.#model.readClock(this.#time.nowMs()));
    this.#cache = new Cache({
      limits: ageLimits(freshness, jitter),
      nowMs: clock,
      random: () => this.#model.draw(random()),
      startTimer: this.#time.startTimer,
    });
  }

  /** Applies one event, and checks the promises after it. */
  async apply(step: Step): Promise<void> {
    this.#writes++;
    if ("remainingMs" in step) {
      if (step.kind === "initialize") this.#initialize(step.remainingMs);
      else this.#invoke(step.remainingMs);
    } else if ("load" in step) this.#advanceLoad(step.kind, step.load);
    else if (step.kind === "pass") await this.#time.pass(step.ms);
    else this.#time.freeze(step.ms);
    await settled();
    this.#model.checkAfterStep(step.kind === "pass" ? step.ms : 0);
  }

  /** Lets Parameter Store recover. Checks that the next invocations are served and that no timer is left. */
  async recover(): Promise<void> {
    while (this.#open.length > 0) await this.apply({ kind: "fail", load: 0 });
    // This invocation reads the clock, so that an earlier step back does not hide the freeze.
    await this.apply({ kind: "invoke", remainingMs: 0 });
    await this.apply({ kind: "freeze", ms: 61_000 });
    await this.apply({ kind: "invoke", remainingMs: 10_000 });
    while (this.#open.length > 0) await this.apply({ kind: "page", load: 0 });
    this.#model.checkRecovered();
    if (this.#time.timers > 0) throw new Error("broken: no timer is left");
  }

  #initialize(remainingMs: number): void {
    const init = this.#model.invoke(remainingMs, this.#time.nowMs(), true);
    const initialized = this.#cache.initialize(this.#loader(init), remainingMs);
    this.#model.returned(init);
    void initialized.then(() => {
      this.#model.defer(() => {
        this.#model.initialized(init);
      });
    });
  }

  #invoke(remainingMs: number): void {
    const invocation = this.#model.invoke(remainingMs, this.#time.nowMs());
    const result = this.#cache.get(this.#loader(invocation), () => remainingMs);
    this.#model.returned(invocation);
    if (!(result instanceof Promise)) {
      this.#model.served(invocation, result, true);
      return;
    }
    result.then(
      (cached) => {
        this.#model.defer(() => {
          this.#model.served(invocation, cached, false);
        });
      },
      (error: unknown) => {
        this.#model.defer(() => {
          this.#model.rejected(invocation, error);
        });
      },
    );
  }

  #loader(invocation: ModelInvocation): Loader<Pair> {
    let load: ModelLoad | undefined;
    return {
      load: (previous, context) => {
        const { promise, resolve, reject } = Promise.withResolvers<Pair>();
        const model = this.#model.loadStarted(invocation, previous, context);
        this.#open.push({ model, resolve, reject });
        load = model;
        return promise;
      },
      onLoaded: (result) => {
        this.#model.defer(() => {
          this.#model.loaded(load, result);
        });
      },
      onFailed: (error, fallback, isLate) => {
        this.#model.defer(() => {
          this.#model.failed(load, error, fallback, isLate);
        });
      },
    };
  }

  #advanceLoad(kind: "page" | "fail", index: number): void {
    const load = this.#open[index % this.#open.length];
    if (load === undefined) return;
    const { model, resolve, reject } = load;
    if (kind === "page") {
      model.read.push(this.#writes);
      if (model.read.length < 2) return;
    }
    this.#open = this.#open.filter((other) => other !== load);
    model.ended = true;
    const [left, right] = model.read;
    if (left === undefined || right === undefined) {
      reject(new ConfigurationError("down"));
    } else {
      model.value = { left, right };
      resolve(model.value);
    }
  }
}
