import { availableParallelism } from "node:os";
import * as path from "node:path";
import { Child } from "./childProcess.ts";
import type { EnvironmentsQuestion, EnvironmentsReply } from "./workerProcess.ts";
import { PARAMETERS_PER_PAGE } from "../infra/parameterPages.ts";
import type { Scenario } from "./scenario.ts";
import type { ServerQuestion, ServerReply } from "./serverProcess.ts";

export interface Outcome {
  readonly scenario: Scenario;
  /** How long each waited that got its configuration in time, in ascending order. */
  readonly servedMs: readonly number[];
  readonly calls: number;
  readonly refused: number;
  /** How late the harness was with its own work, at the 99th percentile of its worst process. */
  readonly loopDelayMs: number;
}

const VARIABLES = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_XRAY_CONTEXT_MISSING: "IGNORE_ERROR",
};

/** The server and the processes that hold the environments, for one scenario after the other. */
export class Bursts {
  readonly #server = new Child<ServerQuestion, ServerReply>(path.join(import.meta.dirname, "serverProcess.ts"));
  readonly #holders = Array.from(
    { length: availableParallelism() },
    () =>
      new Child<EnvironmentsQuestion, EnvironmentsReply>(path.join(import.meta.dirname, "workerProcess.ts"), {
        ...process.env,
        ...VARIABLES,
      }),
  );

  async run(scenario: Scenario): Promise<Outcome> {
    const { environments, startSeconds, timeoutSeconds, pages, retries } = scenario;
    const { endpoint } = await this.#server.ask({ open: scenario });
    const startAfterMs = Array.from(
      { length: environments },
      (_, n) => ((n + Math.random()) / environments) * startSeconds * 1000,
    );
    const shares = this.#holders.map((_, holder) => startAfterMs.filter((_, n) => n % this.#holders.length === holder));
    const parameters = (pages - 1) * PARAMETERS_PER_PAGE + 2;
    await this.#askAll((n) => ({ prepare: shares[n]?.length ?? 0, retries, endpoint, parameters }));
    const replies = await this.#askAll((n) => ({ startAfterMs: shares[n] ?? [], timeoutMs: timeoutSeconds * 1000 }));
    const { calls, refused, loopDelayMs } = await this.#server.ask({ close: true });
    return {
      scenario,
      servedMs: replies.flatMap(({ servedMs }) => servedMs).sort((a, b) => a - b),
      calls,
      refused,
      loopDelayMs: Math.max(loopDelayMs, ...replies.map((reply) => reply.loopDelayMs)),
    };
  }

  #askAll(question: (holder: number) => EnvironmentsQuestion): Promise<EnvironmentsReply[]> {
    return Promise.all(this.#holders.map((holder, n) => holder.ask(question(n))));
  }

  stop(): void {
    for (const child of [this.#server, ...this.#holders]) child.stop();
  }
}
