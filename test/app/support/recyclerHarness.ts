import { createRecycler } from "../../../app/runtime/recycler/createRecycler.ts";
import type { ChangeOutcome, ReadsByFunction, Recycler } from "../../../app/runtime/recycler/createRecycler.ts";
import type { LogEntry } from "../../../app/runtime/telemetry/log.ts";
import { fakeChangeEvent } from "../../../tools/fakes/fakeChangeEvent.ts";
import type { ChangeEventOptions } from "../../../tools/fakes/fakeChangeEvent.ts";
import { FakeLambda } from "./fakeLambda.ts";
import { FakeTime, settled } from "./fakeTime.ts";

const PREFIX = "parameterStoreBlog-dev_";
const PATH = "/dev/parameterStoreBlog";

/** The environment variables that each function has at first. */
export const VARIABLES = { ENV: "dev", CONFIG_VERSION: "0123456789ab" };

/** Creates the event of a change of `appConfig` under the stack's path. */
export const changeOf = (options: Partial<ChangeEventOptions> & Pick<ChangeEventOptions, "timeMs">) =>
  fakeChangeEvent({
    name: `${PATH}/appConfig`,
    operation: "Update",
    region: "eu-west-1",
    accountId: "111122223333",
    ...options,
  });

/** A recycler whose time passes when everything waits, with its log and the functions that it can recycle. */
export class RecyclerHarness {
  readonly time = new FakeTime();
  readonly entries: LogEntry[] = [];
  readonly lambda: FakeLambda;
  readonly #recycler: Recycler;

  /** @param random the random number that spreads retries, from 0 to 1 */
  constructor(reads: ReadsByFunction, nowMs: number, random = 0.5) {
    this.time.wallMs = nowMs;
    this.lambda = new FakeLambda(Object.fromEntries(Object.keys(reads).map((name) => [`${PREFIX}${name}`, VARIABLES])));
    this.#recycler = createRecycler({
      lambda: this.lambda.client,
      reads,
      functionNamePrefix: PREFIX,
      path: PATH,
      log: (entry) => this.entries.push(entry),
      wallClockMs: this.time.nowMs,
      random: () => random,
      sleep: (ms) =>
        new Promise((resolve) => {
          this.time.startTimer(ms, () => {
            resolve(undefined);
          });
        }),
    });
  }

  /** Sends an event, and lets time pass until it is handled. */
  async recycle(event: unknown): Promise<ChangeOutcome> {
    const progress = { done: false };
    const outcome = this.#recycler(event, { awsRequestId: "request" }).finally(() => (progress.done = true));
    outcome.catch(() => undefined);
    for (;;) {
      await settled();
      if (progress.done) return outcome;
      await this.time.passToNextTimer();
    }
  }

  /** Returns the function with a name from `reads`. */
  function(name: string): ReturnType<FakeLambda["function"]> {
    return this.lambda.function(`${PREFIX}${name}`);
  }

  /** Returns when the recyclings of a function began, in milliseconds since 1970. */
  recyclings(name: string): number[] {
    return this.function(name).written.map(({ RECYCLED_AT = "" }) => Date.parse(RECYCLED_AT));
  }

  delete(name: string): void {
    this.lambda.delete(`${PREFIX}${name}`);
  }
}
