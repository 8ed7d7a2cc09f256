import { FaultyStore } from "../../../burst/faultyStore.ts";
import { PARAMETERS_PER_PAGE } from "../../../infra/parameterPages.ts";
import type { Fate, StoredParameter } from "../../../burst/faultyStore.ts";
import type { Handler } from "../../../app/createHandler.ts";
import { lambdaHandler } from "../../../app/lambdaHandler.ts";
import type { LogEntry } from "../../../app/log.ts";
import { CANARY } from "./canary.ts";
import { FakeTime } from "./fakeTime.ts";
import { context, ENVIRONMENT } from "./handlerWorld.ts";
import type { SsmServer } from "./ssmServer.ts";

/** What becomes of a request: it may also wait until the invocation's time is over, and be answered then. */
export type WorldFate = Fate | "slow";

/** What a request takes, on the clock of the execution environment. */
const REQUEST_MS = 300;
const TIMEOUT_MS = 5000;

/** The production handler and client, against a server whose every answer is decided beforehand. */
export class FaultyWorld {
  readonly time = new FakeTime();
  readonly logs: LogEntry[] = [];
  readonly store: FaultyStore;
  readonly server: SsmServer;
  readonly #handler: Handler;
  #fates: WorldFate[] = [];
  #slow = Promise.withResolvers<undefined>();
  #late = Promise.withResolvers<undefined>();

  /** @param server that the client finds in the environment */
  constructor(server: SsmServer, parameters: number) {
    this.server = server;
    this.store = new FaultyStore(storedParameters(parameters, 0));
    server.answer = async (request) => {
      const fate = this.#fates.shift() ?? { pageSize: PARAMETERS_PER_PAGE };
      this.time.freeze(REQUEST_MS);
      if (fate !== "slow") return this.store.answer(request, fate);
      const late = this.#late.promise;
      this.#slow.resolve(undefined);
      await late;
      return this.store.answer(request, { pageSize: PARAMETERS_PER_PAGE });
    };
    this.#handler = lambdaHandler({
      environment: ENVIRONMENT,
      log: (entry) => this.logs.push(entry),
      wallClockMs: this.time.nowMs,
      random: () => 0,
      startTimer: this.time.startTimer,
    });
  }

  /** The values are written anew. */
  write(generation: number): void {
    this.store.parameters = storedParameters(this.store.parameters.length, generation);
  }

  /** What an invocation gives or throws; requests beyond the fates are answered well. */
  async invoke(fates: readonly WorldFate[]): Promise<PromiseSettledResult<Awaited<ReturnType<Handler>>>> {
    this.#fates = [...fates];
    this.#slow = Promise.withResolvers();
    const endMs = this.time.nowMs() + TIMEOUT_MS;
    const remaining = { ...context("one"), getRemainingTimeInMillis: () => endMs - this.time.nowMs() };
    const outcome = Promise.allSettled([this.#handler({}, remaining)]);
    if ((await Promise.race([outcome, this.#slow.promise])) === undefined) await this.time.pass(TIMEOUT_MS);
    const [settled] = await outcome;
    return settled;
  }

  /** Whoever still waits for an answer gets it. */
  answerLate(): void {
    this.#late.resolve(undefined);
    this.#late = Promise.withResolvers();
  }
}

/** Every second one is secret. */
const storedParameters = (count: number, generation: number): StoredParameter[] =>
  Array.from({ length: count }, (_, index) => ({
    Name: `/dev/app/s${index}`,
    Type: index % 2 === 0 ? "String" : "SecureString",
    Value: JSON.stringify(index % 2 === 0 ? { generation } : { generation, password: CANARY }),
    Version: generation + 1,
  }));
