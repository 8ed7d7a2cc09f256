import { expect } from "chai";
import { LoadRetryStrategy } from "../../../../app/runtime/parameterStore/loadRetryStrategy.ts";

const REFUSED = { errorType: "THROTTLING" } as const;
const LOST = { errorType: "TRANSIENT" } as const;

/** Pauses are cut to what is left of the load's time, which is nearly nothing here, so that none takes time. */
function setUp({ required = true, remainingMs = 150 } = {}) {
  const context = { signal: new AbortController().signal, remainingMs: () => remainingMs, required: () => required };
  return new LoadRetryStrategy(context, () => 1);
}

/** How often a request is repeated that fails in a way each time. */
async function repeats(strategy: LoadRetryStrategy, error: typeof REFUSED | typeof LOST): Promise<number> {
  let token = await strategy.acquireInitialRetryToken("");
  for (;;) {
    const next = await strategy.refreshRetryTokenForRetry(token, error).catch(() => undefined);
    if (next === undefined) return token.getRetryCount();
    token = next;
  }
}

/** With the time to spare, the pauses are drawn: they are read off and not waited for. */
function pauses(strategy: LoadRetryStrategy, baseMs: number): number[] {
  const { retryBackoffStrategy: backoff } = strategy as unknown as {
    readonly retryBackoffStrategy: { setDelayBase(ms: number): void; computeNextBackoffDelay(repeats: number): number };
  };
  backoff.setDelayBase(baseMs);
  return [0, 1, 2, 3, 4].map((count) => backoff.computeNextBackoffDelay(count));
}

describe("LoadRetryStrategy", () => {
  it("repeats a load that is needed while it has time, within the SDK's allowance", async () => {
    expect(await repeats(setUp(), REFUSED)).to.equal(99);
    expect(await repeats(setUp(), LOST)).to.equal(35);
  });

  it("repeats nothing of a load that is needed when the time is too short for an answer", async () => {
    for (const error of [REFUSED, LOST]) expect(await repeats(setUp({ remainingMs: 149 }), error)).to.equal(0);
  });

  it("repeats what was lost of a refresh also when nobody waits for it, since it goes on", async () => {
    expect(await repeats(setUp({ required: false, remainingMs: -60_000 }), LOST)).to.equal(2);
    expect(await repeats(setUp({ required: false, remainingMs: -60_000 }), REFUSED)).to.equal(0);
  });

  it("gives a refresh up at the first refusal, and after two repeats of anything else", async () => {
    expect(await repeats(setUp({ required: false }), REFUSED)).to.equal(0);
    expect(await repeats(setUp({ required: false }), LOST)).to.equal(2);
  });

  it("repeats what the SDK does not take for a passing error never", async () => {
    const token = await setUp().acquireInitialRetryToken("");
    const error = await setUp()
      .refreshRetryTokenForRetry(token, { errorType: "CLIENT_ERROR" })
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
  });

  it("doubles the pauses up to 5 s, and keeps them short for later pages", async () => {
    const strategy = setUp({ remainingMs: Infinity });
    expect(pauses(strategy, 1000)).to.deep.equal([1000, 2000, 4000, 5000, 5000]);
    strategy.recordSuccess(await strategy.acquireInitialRetryToken(""));
    expect(pauses(strategy, 50)).to.deep.equal([50, 100, 200, 250, 250]);
  });

  it("ends a pause early enough for a last call", () => {
    expect(pauses(setUp({ remainingMs: 2000 }), 1000)).to.deep.equal([1000, 1850, 1850, 1850, 1850]);
  });
});
