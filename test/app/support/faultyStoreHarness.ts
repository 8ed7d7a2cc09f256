import type { Parameter } from "@aws-sdk/client-ssm";
import type { Handler, HandlerResponse } from "../../../app/runtime/createHandler.ts";
import { lambdaHandler } from "../../../app/runtime/lambdaHandler.ts";
import type { LambdaHandlerOptions } from "../../../app/runtime/lambdaHandler.ts";
import { loadClient } from "../../../app/runtime/parameterStore/loadClient.ts";
import type { LogEntry } from "../../../app/runtime/telemetry/log.ts";
import { Viewer } from "../../../app/viewer.ts";
import { PARAMETERS_PER_PAGE } from "../../../infra/config/burstCapacity.ts";
import { FaultyStore } from "../../../tools/fakes/faultyStore.ts";
import type { RequestOutcome, StoredParameter } from "../../../tools/fakes/faultyStore.ts";
import type { SsmServer } from "../../../tools/fakes/ssmServer.ts";
import { CANARY } from "./canary.ts";
import { FakeTime, settled } from "./fakeTime.ts";
import { context, ENVIRONMENT } from "./handlerHarness.ts";

/** What becomes of a request: it may also wait until the invocation's time is over, and be answered then. */
export type RequestFate = RequestOutcome | "slow";

/** What a load was given, to its last page. */
export interface Given {
  /** What was stored when it began. */
  readonly generation: number;
  readonly parameters: readonly Parameter[];
}

export interface Served {
  readonly response: HandlerResponse;
  /** By the load that began last of those that came to their end until then. */
  readonly given: Given | undefined;
}

/** What a request takes, on the clock of the execution environment. */
const REQUEST_MS = 300;

/** The production handler and client, against a server whose every answer is decided beforehand. */
export class FaultyStoreHarness {
  readonly time = new FakeTime();
  readonly logs: LogEntry[] = [];
  readonly store: FaultyStore;
  readonly server: SsmServer;
  readonly #handler: Handler;
  #generation = 0;
  #given: Given | undefined;
  #requests = 0;
  #fates: RequestFate[] = [];
  #slow = Promise.withResolvers<undefined>();
  #waits = false;
  #late = Promise.withResolvers<undefined>();

  /** @param server that the client finds in the environment */
  constructor(server: SsmServer, parameters: number) {
    this.server = server;
    this.store = new FaultyStore(storedParameters(parameters, 0));
    server.answer = async (request) => {
      const fate = this.#fates.shift() ?? { pageSize: PARAMETERS_PER_PAGE };
      this.time.freeze(REQUEST_MS);
      if (fate !== "slow") return this.store.respond(request, fate);
      // It is under way, and is not of a later write.
      const answer = this.store.respond(request, { pageSize: PARAMETERS_PER_PAGE });
      const late = this.#late.promise;
      this.#waits = true;
      this.#slow.resolve(undefined);
      await late;
      return answer;
    };
    this.#handler = lambdaHandler((configuration) => new Viewer(configuration), {
      environment: ENVIRONMENT,
      log: (entry) => this.logs.push(entry),
      wallClockMs: this.time.nowMs,
      random: () => 0,
      startTimer: this.time.startTimer,
      clientFor: this.#watched,
    });
  }

  /** The values are written anew, all at once. */
  write(): void {
    this.#generation++;
    this.store.parameters = storedParameters(this.store.parameters.length, this.#generation);
  }

  get generation(): number {
    return this.#generation;
  }

  /** What an invocation gives or throws; requests beyond the fates are answered well. */
  async invoke(fates: readonly RequestFate[], timeoutMs = 5000): Promise<PromiseSettledResult<Served>> {
    this.#fates = [...fates];
    this.#slow = Promise.withResolvers();
    this.#waits = false;
    const endMs = this.time.nowMs() + timeoutMs;
    const remaining = { ...context("one"), getRemainingTimeInMillis: () => endMs - this.time.nowMs() };
    const served = this.#handler({}, remaining).then((response) => ({ response, given: this.#given }));
    const outcome = Promise.allSettled([served]);
    if ((await Promise.race([outcome, this.#slow.promise])) === undefined) await this.time.pass(timeoutMs);
    const [settledOutcome] = await outcome;
    await this.#quiet();
    return settledOutcome;
  }

  /** Whoever still waits for an answer gets it, and goes on while other things happen. */
  answerLate(): void {
    this.#late.resolve(undefined);
    this.#late = Promise.withResolvers();
  }

  /** Whoever still waits for an answer gets it, and all that it asks for after that. */
  async endLate(): Promise<void> {
    this.#fates = [];
    this.#waits = false;
    this.answerLate();
    await this.#quiet();
  }

  /** When no load is under way, or it waits for an answer that is late. */
  async #quiet(): Promise<void> {
    do {
      await settled();
    } while (this.#requests > 0 && !this.#waits);
  }

  /** The production client, with what a load is given by it recorded. */
  readonly #watched: LambdaHandlerOptions["clientFor"] = (client, terms, random) => {
    const requests = loadClient(client, terms, random);
    const generation = this.#generation;
    const parameters: Parameter[] = [];
    return {
      send: async (command) => {
        this.#requests++;
        try {
          const page = await requests.send(command);
          parameters.push(...(page.Parameters ?? []));
          const whole = page.Parameters !== undefined && page.NextToken === undefined;
          const newest = generation >= (this.#given?.generation ?? 0);
          if (whole && newest && !terms.signal.aborted) this.#given = { generation, parameters };
          return page;
        } finally {
          this.#requests--;
        }
      },
    };
  };
}

/** Every second one is secret. */
const storedParameters = (count: number, generation: number): StoredParameter[] =>
  Array.from({ length: count }, (_, index) => ({
    Name: `/dev/app/s${index}`,
    Type: index % 2 === 0 ? "String" : "SecureString",
    Value: JSON.stringify(index % 2 === 0 ? { generation } : { generation, password: CANARY }),
    Version: generation + 1,
  }));
