import type { CachedValue } from "../../../app/runtime/cache/freshness.ts";
import type { LoadContext, Loader } from "../../../app/runtime/cache/sharedLoad.ts";

/** One call of `FakeLoader.load`, which the test ends. */
export interface FakeLoad<T> {
  readonly previous: T | undefined;
  readonly context: LoadContext;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** A loader whose loads end when the test decides. It records its loads and the outcomes that the cache reports. */
export class FakeLoader<T> implements Loader<T> {
  readonly loads: FakeLoad<T>[] = [];
  readonly outcomes: (["loaded", CachedValue<T>] | ["failed", unknown, CachedValue<T> | undefined])[] = [];

  load(previous: T | undefined, context: LoadContext): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.loads.push({ previous, context, resolve, reject });
    return promise;
  }

  onLoaded(result: CachedValue<T>): void {
    this.outcomes.push(["loaded", result]);
  }

  onFailed(error: unknown, fallback: CachedValue<T> | undefined): void {
    this.outcomes.push(["failed", error, fallback]);
  }

  /** Returns the load with this index, counted from 0. */
  nth(index: number): FakeLoad<T> {
    const load = this.loads[index];
    if (load === undefined) throw new Error(`load ${index} does not exist (${this.loads.length} loads)`);
    return load;
  }
}
