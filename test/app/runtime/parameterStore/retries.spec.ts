import { expect } from "chai";
import { LoadRetryStrategy } from "../../../../app/runtime/parameterStore/retries.ts";

const THROTTLED = { errorType: "THROTTLING" } as const;
const TRANSIENT = { errorType: "TRANSIENT" } as const;

/** Creates a strategy without backoff: with the default time left, there is time only for the last attempt. */
function setUp({ required = true, remainingMs = 150, duringInit = false, startedDuringInit = false, random = 1 } = {}) {
  const context = {
    signal: new AbortController().signal,
    remainingMs: () => remainingMs,
    required: () => required,
    duringInit: () => duringInit,
    startedDuringInit: startedDuringInit || duringInit,
  };
  return new LoadRetryStrategy(context, () => random);
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

/** Returns the backoff before the first five retries of a request, without waiting for it. */
async function backoffsMs(strategy: LoadRetryStrategy, error: typeof THROTTLED | typeof TRANSIENT): Promise<number[]> {
  const { setTimeout } = globalThis;
  const delaysMs: unknown[] = [];
  globalThis.setTimeout = ((callback: () => void, delayMs: unknown) => {
    delaysMs.push(delayMs);
    callback();
  }) as unknown as typeof setTimeout;
  try {
    let token = await strategy.acquireInitialRetryToken("");
    for (let count = 0; count < 5; count++) token = await strategy.refreshRetryTokenForRetry(token, error);
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  return delaysMs.map(Number);
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

  it("never gives up a load during INIT within the SDK's quota, because the first invocation joins it", async () => {
    const strategy = () => setUp({ remainingMs: -1, duringInit: true, random: 0 });
    expect(await countRetries(strategy(), THROTTLED)).to.equal(99);
    expect(await countRetries(strategy(), TRANSIENT)).to.equal(35);
  });

  it("doubles the backoff up to 5 s", async () => {
    const strategy = setUp({ remainingMs: 60_000 });
    expect(await backoffsMs(strategy, THROTTLED)).to.deep.equal([1000, 2000, 4000, 5000, 5000]);
    expect(await backoffsMs(strategy, TRANSIENT)).to.deep.equal([50, 100, 200, 400, 800]);
  });

  it("backs off for at most 15% of the remaining time when it is throttled after INIT, to have priority", async () => {
    const strategy = (remainingMs: number) => setUp({ remainingMs, startedDuringInit: true });
    expect(await backoffsMs(strategy(9000), THROTTLED)).to.deep.equal([1000, 1350, 1350, 1350, 1350]);
    expect(await backoffsMs(strategy(500), THROTTLED)).to.deep.equal([75, 75, 75, 75, 75]);
    expect(await backoffsMs(strategy(500), TRANSIENT)).to.deep.equal([50, 100, 200, 350, 350]);
  });

  it("backs off for up to 5 s during INIT, however little time it has", async () => {
    const strategy = setUp({ remainingMs: 9000, duringInit: true });
    expect(await backoffsMs(strategy, THROTTLED)).to.deep.equal([1000, 2000, 4000, 5000, 5000]);
  });

  it("backs off for at most 1 s beyond the end of INIT", async () => {
    const strategy = (remainingMs: number) => setUp({ remainingMs, duringInit: true });
    expect(await backoffsMs(strategy(3000), THROTTLED)).to.deep.equal([1000, 2000, 3000, 3000, 3000]);
    expect(await backoffsMs(strategy(-1), THROTTLED)).to.deep.equal([1000, 1000, 1000, 1000, 1000]);
  });

  it("backs off for a hundredth of it before later pages", async () => {
    for (const [remainingMs, backoffMs] of [[60_000, 50] as const, [2000, 3] as const]) {
      const strategy = setUp({ remainingMs, startedDuringInit: true });
      strategy.recordSuccess(await strategy.acquireInitialRetryToken(""));
      expect(await backoffsMs(strategy, THROTTLED)).to.deep.equal(Array(5).fill(backoffMs));
      expect(await backoffsMs(strategy, TRANSIENT)).to.deep.equal([50, 100, 200, 400, 800]);
    }
  });

  it("shortens the backoff to leave time for a last attempt", async () => {
    expect(await backoffsMs(setUp({ remainingMs: 200 }), TRANSIENT)).to.deep.equal([50, 50, 50, 50, 50]);
    expect(await backoffsMs(setUp({ remainingMs: 2000 }), THROTTLED)).to.deep.equal([1000, 1850, 1850, 1850, 1850]);
  });
});
