import { expect } from "chai";
import { atOnce } from "../../../tools/lib/atOnce.ts";

const { signal } = new AbortController();

describe("atOnce", () => {
  it("starts every step before the first ends, and returns the results in order", async () => {
    const first = Promise.withResolvers<number>();
    const results = atOnce<[number, string]>(
      signal,
      () => first.promise,
      () => {
        first.resolve(1);
        return Promise.resolve("second");
      },
    );
    expect(await results).to.deep.equal([1, "second"]);
  });

  it("stops the other steps if one fails", async () => {
    const failure = new Error("no registry");
    let stopped: unknown;
    const failed = atOnce<[never, never]>(
      signal,
      () => Promise.reject(failure),
      (either) =>
        new Promise((_resolve, reject) => {
          either.addEventListener("abort", () => {
            stopped = either.reason;
            reject(new Error("stopped"));
          });
        }),
    );
    expect(await failed.catch((error: unknown) => error)).to.equal(failure);
    expect(stopped).to.equal(failure);
  });

  it("stops all steps if its signal aborts", async () => {
    const controller = new AbortController();
    const reason = new Error("Ctrl-C");
    const work = atOnce<[never]>(controller.signal, (either) => {
      controller.abort(reason);
      return Promise.reject(either.reason as Error);
    });
    expect(await work.catch((error: unknown) => error)).to.equal(reason);
  });
});
