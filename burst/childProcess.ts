import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A process that answers one question after the other. */
export class Child<Question extends object, Reply> {
  readonly #process: ChildProcess;

  constructor(file: string, env: NodeJS.ProcessEnv = process.env) {
    this.#process = fork(file, { env, execArgv: ["--disable-warning=ExperimentalWarning"] });
  }

  async ask(question: Question): Promise<Reply> {
    const asked = new AbortController();
    const { signal } = asked;
    this.#process.send(question);
    try {
      const [reply] = (await Promise.race([once(this.#process, "message", { signal }), this.#ended(signal)])) as [
        Reply,
      ];
      return reply;
    } finally {
      asked.abort();
    }
  }

  async #ended(signal: AbortSignal): Promise<never> {
    await once(this.#process, "exit", { signal });
    throw new Error(`${this.#process.spawnargs.join(" ")} ended.`);
  }

  stop(): void {
    this.#process.removeAllListeners("exit");
    this.#process.kill();
  }
}

/** The other side of it. */
export function answerParent(answer: (question: never) => Promise<object>): void {
  process.on("message", (question) => {
    void answer(question as never).then((reply) => process.send?.(reply));
  });
  process.on("disconnect", () => {
    process.exit();
  });
}
