import { expect } from "chai";
import { runConcurrently } from "../../../tools/lib/runConcurrently.ts";

const { signal } = new AbortController();

describe("runConcurrently", () => {
  it("starts every step before the first ends, and returns the results in order", async () => {
    const first = Promise.withResolvers<number>();
    const results = runConcurrently<[number, string]>(
      signal,
      () => first.promise,
      () => {
        first.resolve(1);
        return Promise.resolve("second");
      },
    );
    expect(await results).to.deep.equal([1, "second"]);
  });

  it("aborts the signal of the other steps if one fails", async () => {
    const failure = new Error("download failed");
    let stopped: unknown;
    const failed = runConcurrently<[never, never]>(
      signal,
      () => Promise.reject(failure),
      (anySignal) =>
        new Promise((_resolve, reject) => {
          anySignal.addEventListener("abort", () => {
            stopped = anySignal.reason;
            reject(new Error("stopped"));
          });
        }),
    );
    expect(await failed.catch((error: unknown) => error)).to.equal(failure);
    expect(stopped).to.equal(failure);
  });

  it("aborts the signal of all steps if its own signal aborts", async () => {
    const controller = new AbortController();
    const reason = new Error("Ctrl-C");
    const work = runConcurrently<[never]>(controller.signal, (anySignal) => {
      controller.abort(reason);
      return Promise.reject(anySignal.reason as Error);
    });
    expect(await work.catch((error: unknown) => error)).to.equal(reason);
  });
});
