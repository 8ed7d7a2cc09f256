import type { Loader, LoadTerms } from "../../../app/runtime/cache/sharedLoad.ts";
import type { Cached } from "../../../app/runtime/cache/snapshot.ts";

export interface FakeLoad<T> {
  readonly previous: T | undefined;
  readonly terms: LoadTerms;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** Loads end when the test says so; it records what the cache asks for and tells. */
export class FakeLoader<T> implements Loader<T> {
  readonly loads: FakeLoad<T>[] = [];
  readonly told: (["loaded", Cached<T>] | ["failed", unknown, Cached<T> | undefined])[] = [];

  load(previous: T | undefined, terms: LoadTerms): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.loads.push({ previous, terms, resolve, reject });
    return promise;
  }

  loaded(result: Cached<T>): void {
    this.told.push(["loaded", result]);
  }

  failed(error: unknown, instead: Cached<T> | undefined): void {
    this.told.push(["failed", error, instead]);
  }

  /** The load in turn, from 0. */
  nth(index: number): FakeLoad<T> {
    const load = this.loads[index];
    if (load === undefined) throw new Error(`there are ${this.loads.length} loads`);
    return load;
  }
}
