import { availableParallelism } from "node:os";
import * as path from "node:path";
import { Child } from "./childProcess.ts";
import type { Scenario } from "./scenario.ts";
import type { ServerReply, ServerRequest } from "./serverProcess.ts";
import type { WorkerReply, WorkerRequest } from "./workerProcess.ts";

/** The outcome of a scenario. */
export interface BurstResult {
  readonly scenario: Scenario;
  /** The waiting times of the environments that got their configuration in time, in ascending order. */
  readonly servedMs: readonly number[];
  readonly calls: number;
  readonly throttled: number;
  /** The event loop delay of the busiest process, at the 99th percentile. */
  readonly loopDelayMs: number;
}

const VARIABLES = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_XRAY_CONTEXT_MISSING: "IGNORE_ERROR",
};

/** A server process and one worker process per core, which run one scenario at a time. */
export class BurstRunner {
  readonly #server = new Child<ServerRequest, ServerReply>(path.join(import.meta.dirname, "serverProcess.ts"));
  readonly #workers = Array.from(
    { length: availableParallelism() },
    () =>
      new Child<WorkerRequest, WorkerReply>(path.join(import.meta.dirname, "workerProcess.ts"), {
        ...process.env,
        ...VARIABLES,
      }),
  );

  async run(scenario: Scenario): Promise<BurstResult> {
    const { environments, startSeconds, timeoutSeconds } = scenario;
    const { endpoint } = await this.#server.request({ open: scenario });
    const startAfterMs = Array.from(
      { length: environments },
      (_, n) => ((n + Math.random()) / environments) * startSeconds * 1000,
    );
    const shares = this.#workers.map((_, worker) => startAfterMs.filter((_, n) => n % this.#workers.length === worker));
    await this.#requestAll((n) => ({ prepare: shares[n]?.length ?? 0, scenario, endpoint }));
    const replies = await this.#requestAll((n) => ({
      startAfterMs: shares[n] ?? [],
      timeoutMs: timeoutSeconds * 1000,
    }));
    const { calls, throttled, loopDelayMs } = await this.#server.request({ close: true });
    return {
      scenario,
      servedMs: replies.flatMap(({ servedMs }) => servedMs).sort((a, b) => a - b),
      calls,
      throttled,
      loopDelayMs: Math.max(loopDelayMs, ...replies.map((reply) => reply.loopDelayMs)),
    };
  }

  #requestAll(requestFor: (worker: number) => WorkerRequest): Promise<WorkerReply[]> {
    return Promise.all(this.#workers.map((worker, n) => worker.request(requestFor(n))));
  }

  stop(): void {
    for (const child of [this.#server, ...this.#workers]) child.stop();
  }
}
