import { expect } from "chai";
import { LoadRetryStrategy } from "../../../../app/runtime/parameterStore/retries.ts";

const THROTTLED = { errorType: "THROTTLING" } as const;
const TRANSIENT = { errorType: "TRANSIENT" } as const;

/** Creates a strategy without backoff: with the default time left, there is time only for the last attempt. */
function setUp({ required = true, remainingMs = 150 } = {}) {
  const context = { signal: new AbortController().signal, remainingMs: () => remainingMs, required: () => required };
  return new LoadRetryStrategy(context, () => 1);
}

/** Returns how often a request is retried that always fails with an error. */
async function countRetries(strategy: LoadRetryStrategy, error: typeof THROTTLED | typeof TRANSIENT): Promise<number> {
  let token = await strategy.acquireInitialRetryToken("");
  for (;;) {
    const next = await strategy.refreshRetryTokenForRetry(token, error).catch(() => undefined);
    if (next === undefined) return token.getRetryCount();
    token = next;
  }
}

/** Returns the backoff before the first five retries, without waiting for it. */
function backoffsMs(strategy: LoadRetryStrategy, baseMs: number): number[] {
  const { retryBackoffStrategy: backoff } = strategy as unknown as {
    readonly retryBackoffStrategy: { setDelayBase(ms: number): void; computeNextBackoffDelay(retries: number): number };
  };
  backoff.setDelayBase(baseMs);
  return [0, 1, 2, 3, 4].map((count) => backoff.computeNextBackoffDelay(count));
}

describe("LoadRetryStrategy", () => {
  it("retries a required load while it has time, within the SDK's quota", async () => {
    expect(await countRetries(setUp(), THROTTLED)).to.equal(99);
    expect(await countRetries(setUp(), TRANSIENT)).to.equal(35);
  });

  it("does not retry a required load when the time is too short for a response", async () => {
    for (const error of [THROTTLED, TRANSIENT])
      expect(await countRetries(setUp({ remainingMs: 149 }), error)).to.equal(0);
  });

  it("retries transient errors of a refresh also when no invocation waits for it", async () => {
    expect(await countRetries(setUp({ required: false, remainingMs: -60_000 }), TRANSIENT)).to.equal(2);
    expect(await countRetries(setUp({ required: false, remainingMs: -60_000 }), THROTTLED)).to.equal(0);
  });

  it("gives up a refresh when it is throttled, and after two retries of a transient error", async () => {
    expect(await countRetries(setUp({ required: false }), THROTTLED)).to.equal(0);
    expect(await countRetries(setUp({ required: false }), TRANSIENT)).to.equal(2);
  });

  it("never retries non-transient errors", async () => {
    const token = await setUp().acquireInitialRetryToken("");
    const error = await setUp()
      .refreshRetryTokenForRetry(token, { errorType: "CLIENT_ERROR" })
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
  });

  it("doubles the backoff up to 5 s, and up to 250 ms for later pages", async () => {
    const strategy = setUp({ remainingMs: Infinity });
    expect(backoffsMs(strategy, 1000)).to.deep.equal([1000, 2000, 4000, 5000, 5000]);
    strategy.recordSuccess(await strategy.acquireInitialRetryToken(""));
    expect(backoffsMs(strategy, 50)).to.deep.equal([50, 100, 200, 250, 250]);
  });

  it("shortens the backoff to leave time for a last attempt", () => {
    expect(backoffsMs(setUp({ remainingMs: 2000 }), 1000)).to.deep.equal([1000, 1850, 1850, 1850, 1850]);
  });
});
