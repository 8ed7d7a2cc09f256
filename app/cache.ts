/** "hit" when the value was there at once; "miss" when the caller waited for a load, its own or one in flight. */
export type CacheOutcome = "miss" | "hit";

export interface Cached<T> {
  readonly value: T;
  readonly outcome: CacheOutcome;
}

interface Entry<T> {
  readonly promise: Promise<T>;
  loaded: boolean;
}

/**
 * Keeps one loaded value. It keeps the promise, so that concurrent callers share one load, and forgets a load that
 * failed, so that the next caller tries again.
 */
export class Cache<T> {
  #entry: Entry<T> | undefined;

  async get(load: () => Promise<T>): Promise<Cached<T>> {
    this.#entry ??= this.#start(load);
    const { promise, loaded } = this.#entry;
    return { value: await promise, outcome: loaded ? "hit" : "miss" };
  }

  #start(load: () => Promise<T>): Entry<T> {
    const entry = { promise: load(), loaded: false };
    entry.promise.then(
      () => {
        entry.loaded = true;
      },
      () => {
        this.#entry = undefined;
      },
    );
    return entry;
  }
}
