import { expect } from "chai";
import { retried } from "../../../infra/secureParameter/retry.ts";
import { rejection } from "../support/parameterProvider.ts";

describe("a retried call", () => {
  let pausesMs: number[];
  let attempts: number;
  let broken: number;

  beforeEach(() => {
    pausesMs = [];
    attempts = 0;
    broken = 0;
  });

  const totalMs = () => pausesMs.reduce((sum, ms) => sum + ms, 0);
  const failure = (name: string, more: object = {}) => Object.assign(new Error("no"), { name, ...more });

  /** Sends a call that fails as told, attempt by attempt, and succeeds after that. */
  const call = (failures: readonly Error[], maxRetries = 2) =>
    retried(
      () => {
        const failed = failures[attempts++];
        return failed === undefined ? Promise.resolve("done") : Promise.reject(failed);
      },
      {
        maxRetries,
        now: totalMs,
        pause: (ms) => {
          pausesMs.push(ms);
          return Promise.resolve();
        },
      },
      () => broken++,
    );
  const times = (count: number, error: Error) => Array<Error>(count).fill(error);

  for (const name of ["ThrottlingException", "TooManyUpdates", "RequestLimitExceeded"]) {
    it(`goes on after ${name} more often than maxRetries, for up to a minute`, async () => {
      expect(await call(times(14, failure(name)))).to.equal("done");
      expect(attempts).to.equal(15);
      expect(totalMs()).to.be.greaterThan(30_000).and.lessThan(60_000);
      expect(broken).to.equal(0);
    });

    it(`gives up after a minute of ${name}`, async () => {
      expect((await rejection(call(times(1000, failure(name))))).name).to.equal(name);
      expect(totalMs()).to.be.within(50_000, 60_000);
    });
  }

  it("outlasts the 30 seconds that AWS wants between a deletion and a creation", async () => {
    const began = totalMs();
    const answer = retried(
      () => (totalMs() - began < 30_000 ? Promise.reject(failure("TooManyUpdates")) : Promise.resolve("created")),
      {
        maxRetries: 0,
        now: totalMs,
        pause: (ms) => {
          pausesMs.push(ms);
          return Promise.resolve();
        },
      },
    );
    expect(await answer).to.equal("created");
  });

  it("waits longer from failure to failure, and at most five seconds", async () => {
    await call(times(10, failure("ThrottlingException")));
    const [first = 0, second = 0, third = 0] = pausesMs;
    expect(first).to.be.within(300, 400);
    expect(second).to.be.within(600, 800);
    expect(third).to.be.within(1200, 1600);
    expect(Math.max(...pausesMs)).to.be.within(3750, 5000);
  });

  const breaks: Record<string, Error> = {
    "no response": failure("Error", { code: "ECONNRESET" }),
    "a timeout": failure("TimeoutError"),
    "a server's error": failure("SomethingWrong", { $metadata: { httpStatusCode: 503 } }),
    "a wrong clock": failure("InvalidSignatureException", {
      $metadata: { httpStatusCode: 400, clockSkewCorrected: true },
    }),
  };
  for (const [what, error] of Object.entries(breaks)) {
    it(`goes on after ${what} as often as maxRetries says, and tells that the call may have taken effect`, async () => {
      expect(await call(times(2, error))).to.equal("done");
      expect(broken).to.equal(2);
      attempts = 0;
      expect(await rejection(call(times(3, error)))).to.equal(error);
      expect(attempts).to.equal(3);
    });
  }

  it("is not repeated after any other failure", async () => {
    const denied = failure("AccessDeniedException", { $metadata: { httpStatusCode: 400 } });
    expect(await rejection(call([denied]))).to.equal(denied);
    expect([attempts, pausesMs.length, broken]).to.deep.equal([1, 0, 0]);
  });
});
