import { expect } from "chai";
import { retry } from "../../../infra/secureParameter/retry.ts";
import { rejection } from "../support/parameterProvider.ts";

describe("retry", () => {
  let delaysMs: number[];
  let attempts: number;
  let transientErrors: number;

  beforeEach(() => {
    delaysMs = [];
    attempts = 0;
    transientErrors = 0;
  });

  const totalMs = () => delaysMs.reduce((sum, ms) => sum + ms, 0);
  const failure = (name: string, more: object = {}) => Object.assign(new Error("no"), { name, ...more });

  /** Sends a call that fails with each of the errors in turn, and then succeeds. */
  const call = (failures: readonly Error[], maxRetries = 2) =>
    retry(
      () => {
        const failed = failures[attempts++];
        return failed === undefined ? Promise.resolve("done") : Promise.reject(failed);
      },
      {
        maxRetries,
        now: totalMs,
        sleep: (ms) => {
          delaysMs.push(ms);
          return Promise.resolve();
        },
      },
      () => transientErrors++,
    );
  const times = (count: number, error: Error) => Array<Error>(count).fill(error);

  for (const name of ["ThrottlingException", "TooManyUpdates", "RequestLimitExceeded"]) {
    it(`retries ${name} more often than maxRetries, for up to one minute`, async () => {
      expect(await call(times(14, failure(name)))).to.equal("done");
      expect(attempts).to.equal(15);
      expect(totalMs()).to.be.greaterThan(30_000).and.lessThan(60_000);
      expect(transientErrors).to.equal(0);
    });

    it(`throws ${name} after one minute of retries`, async () => {
      expect((await rejection(call(times(1000, failure(name))))).name).to.equal(name);
      expect(totalMs()).to.be.within(50_000, 60_000);
    });
  }

  it("retries for longer than the 30 seconds that AWS requires between deletion and creation", async () => {
    const began = totalMs();
    const result = retry(
      () => (totalMs() - began < 30_000 ? Promise.reject(failure("TooManyUpdates")) : Promise.resolve("created")),
      {
        maxRetries: 0,
        now: totalMs,
        sleep: (ms) => {
          delaysMs.push(ms);
          return Promise.resolve();
        },
      },
    );
    expect(await result).to.equal("created");
  });

  it("doubles the delay after each failure, up to five seconds", async () => {
    await call(times(10, failure("ThrottlingException")));
    const [first = 0, second = 0, third = 0] = delaysMs;
    expect(first).to.be.within(300, 400);
    expect(second).to.be.within(600, 800);
    expect(third).to.be.within(1200, 1600);
    expect(Math.max(...delaysMs)).to.be.within(3750, 5000);
  });

  const transient: Record<string, Error> = {
    "no response": failure("Error", { code: "ECONNRESET" }),
    "a timeout": failure("TimeoutError"),
    "a server error": failure("SomethingWrong", { $metadata: { httpStatusCode: 503 } }),
    "a corrected clock": failure("InvalidSignatureException", {
      $metadata: { httpStatusCode: 400, clockSkewCorrected: true },
    }),
  };
  for (const [what, error] of Object.entries(transient)) {
    it(`retries up to maxRetries times after ${what}, and reports that the call may have taken effect`, async () => {
      expect(await call(times(2, error))).to.equal("done");
      expect(transientErrors).to.equal(2);
      attempts = 0;
      expect(await rejection(call(times(3, error)))).to.equal(error);
      expect(attempts).to.equal(3);
    });
  }

  it("does not retry any other error", async () => {
    const denied = failure("AccessDeniedException", { $metadata: { httpStatusCode: 400 } });
    expect(await rejection(call([denied]))).to.equal(denied);
    expect([attempts, delaysMs.length, transientErrors]).to.deep.equal([1, 0, 0]);
  });
});
