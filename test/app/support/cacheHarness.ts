import { Cache } from "../../../app/runtime/cache/cache.ts";
import { ageLimits } from "../../../app/runtime/cache/freshness.ts";
import type { Freshness } from "../../../app/runtime/cache/freshness.ts";
import { monotonicClock } from "../../../app/runtime/cache/monotonicClock.ts";
import type { Loader } from "../../../app/runtime/cache/sharedLoad.ts";
import type { Cached } from "../../../app/runtime/cache/snapshot.ts";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { CacheModel } from "./cacheModel.ts";
import type { ModelInvocation, ModelLoad, Pair } from "./cacheModel.ts";
import { FakeTime, settled } from "./fakeTime.ts";

/** One thing that happens to an execution environment. */
export type Step =
  | { readonly kind: "invoke"; readonly timeLeftMs: number }
  | { readonly kind: "pass" | "freeze" | "setClock"; readonly ms: number }
  /** To one of the loads that have not ended, abandoned ones among them. */
  | { readonly kind: "page" | "fail"; readonly load: number };

export interface Setting extends Freshness {
  /** What is drawn, again and again; the first for the jitter. */
  readonly randoms: readonly number[];
}

interface OpenLoad {
  readonly model: ModelLoad;
  readonly resolve: (value: Pair) => void;
  readonly reject: (error: Error) => void;
}

/** An execution environment whose cache is watched by a model: whatever breaks a promise throws. */
export class CacheHarness {
  readonly #time = new FakeTime();
  readonly #model: CacheModel;
  readonly #cache: Cache<Pair>;
  #open: OpenLoad[] = [];
  /** The store is written anew, whole, before each step: no two pages that are read are of one write. */
  #writes = 0;

  constructor({ randoms, ...freshness }: Setting) {
    let drawn = 0;
    const random = () => randoms[drawn++ % randoms.length] ?? 0;
    const jitter = random();
    this.#model = new CacheModel(freshness, jitter);
    const clock = monotonicClock(() => this.#model.read(this.#time.nowMs()));
    this.#cache = new Cache({
      limits: ageLimits(freshness, jitter),
      nowMs: clock,
      random: () => this.#model.draw(random()),
      startTimer: this.#time.startTimer,
    });
  }

  async take(step: Step): Promise<void> {
    this.#writes++;
    if ("timeLeftMs" in step) this.#invoke(step.timeLeftMs);
    else if ("load" in step) this.#answer(step.kind, step.load);
    else if (step.kind === "pass") await this.#time.pass(step.ms);
    else this.#time.freeze(step.ms);
    await settled();
    this.#model.checkAfterStep(step.kind === "pass" ? step.ms : 0);
  }

  /** Parameter Store recovers: whatever happened before, the next invocations are served and nothing is left over. */
  async recover(): Promise<void> {
    while (this.#open.length > 0) await this.take({ kind: "fail", load: 0 });
    // The clock is seen as it is, before it goes on.
    await this.take({ kind: "invoke", timeLeftMs: 0 });
    await this.take({ kind: "freeze", ms: 61_000 });
    await this.take({ kind: "invoke", timeLeftMs: 10_000 });
    while (this.#open.length > 0) await this.take({ kind: "page", load: 0 });
    this.#model.checkRecovered();
    if (this.#time.timers > 0) throw new Error("a timer is left over");
  }

  #invoke(timeLeftMs: number): void {
    const invocation = this.#model.begin(timeLeftMs, this.#time.nowMs());
    const result = this.#cache.get(this.#loader(invocation), () => timeLeftMs);
    this.#model.began(invocation);
    if (!(result instanceof Promise)) {
      this.#model.served(invocation, result, true);
      return;
    }
    result.then(
      (cached) => {
        this.#model.noting(() => {
          this.#model.served(invocation, cached, false);
        });
      },
      (error: unknown) => {
        this.#model.noting(() => {
          this.#model.refused(invocation, error);
        });
      },
    );
  }

  #loader(invocation: ModelInvocation): Loader<Pair> {
    let load: ModelLoad | undefined;
    return {
      load: (previous, terms) => {
        const { promise, resolve, reject } = Promise.withResolvers<Pair>();
        const model = this.#model.loadBegan(invocation, previous, terms);
        this.#open.push({ model, resolve, reject });
        load = model;
        return promise;
      },
      loaded: (result: Cached<Pair>) => {
        this.#model.noting(() => {
          this.#model.loaded(load, result);
        });
      },
      failed: (error, instead) => {
        this.#model.noting(() => {
          this.#model.failed(load, error, instead);
        });
      },
    };
  }

  #answer(kind: "page" | "fail", which: number): void {
    const load = this.#open[which % this.#open.length];
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
