import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";

const LOOP_DELAY_RESOLUTION_MS = 5;

/** A child process that replies to requests, one at a time. */
export class Child<Request extends object, Reply> {
  readonly #process: ChildProcess;

  constructor(file: string, env: NodeJS.ProcessEnv = process.env) {
    this.#process = fork(file, { env, execArgv: ["--disable-warning=ExperimentalWarning"] });
  }

  /** Sends a request and returns the reply. Rejects if the process exits first. */
  async request(request: Request): Promise<Reply> {
    const settled = new AbortController();
    const { signal } = settled;
    this.#process.send(request);
    try {
      const [reply] = (await Promise.race([
        once(this.#process, "message", { signal }),
        this.#rejectOnExit(signal),
      ])) as [Reply];
      return reply;
    } finally {
      settled.abort();
    }
  }

  async #rejectOnExit(signal: AbortSignal): Promise<never> {
    await once(this.#process, "exit", { signal });
    throw new Error(`The process exited before it replied: ${this.#process.spawnargs.join(" ")}`);
  }

  stop(): void {
    this.#process.removeAllListeners("exit");
    this.#process.kill();
  }
}

/** Replies to the requests of the parent process, and exits with it. */
export function serveParent(reply: (request: never) => Promise<object>): void {
  process.on("message", (request) => {
    void reply(request as never).then((message) => process.send?.(message));
  });
  process.on("disconnect", () => {
    process.exit();
  });
}

/** Starts to measure this process's event loop delay. The returned function stops it and returns the p99 in milliseconds. */
export function watchLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: LOOP_DELAY_RESOLUTION_MS });
  histogram.enable();
  return () => {
    histogram.disable();
    // The measurements include the timer's own period.
    return Math.max(0, histogram.percentile(99) / 1e6 - LOOP_DELAY_RESOLUTION_MS);
  };
}
