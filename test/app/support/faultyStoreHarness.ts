import type { Parameter } from "@aws-sdk/client-ssm";
import type { Handler, HandlerResponse } from "../../../app/runtime/createHandler.ts";
import { lambdaHandler } from "../../../app/runtime/lambdaHandler.ts";
import type { LambdaHandlerOptions } from "../../../app/runtime/lambdaHandler.ts";
import { createLoadClient } from "../../../app/runtime/parameterStore/retries.ts";
import type { LogEntry } from "../../../app/runtime/telemetry/log.ts";
import { Viewer } from "../../../app/viewer.ts";
import { PARAMETERS_PER_PAGE } from "../../../infra/config/burstCapacity.ts";
import { FaultyStore } from "../../../tools/fakes/faultyStore.ts";
import type { RequestOutcome, StoredParameter } from "../../../tools/fakes/faultyStore.ts";
import type { SsmServer } from "../../../tools/fakes/ssmServer.ts";
import { CANARY } from "./canary.ts";
import { FakeTime, settled } from "./fakeTime.ts";
import { context, ENVIRONMENT } from "./handlerHarness.ts";

/** The outcome of a request. A slow one gets its response only after the invocation's time is over. */
export type RequestFate = RequestOutcome | "slow";

/** All pages that a complete load received. */
export interface LoadInput {
  /** The generation that was stored when the load started. */
  readonly generation: number;
  readonly parameters: readonly Parameter[];
}

/** A successful invocation. */
export interface ServedInvocation {
  readonly response: HandlerResponse;
  /** The input of the load that started last among those that are complete. */
  readonly loadInput: LoadInput | undefined;
}

/** The duration of a request, on the clock of the execution environment. */
const REQUEST_MS = 300;

/** The production handler and client with a server whose responses are scripted. */
export class FaultyStoreHarness {
  readonly time = new FakeTime();
  readonly logs: LogEntry[] = [];
  readonly store: FaultyStore;
  readonly server: SsmServer;
  readonly #handler: Handler;
  #generation = 0;
  #loadInput: LoadInput | undefined;
  #requests = 0;
  #fates: RequestFate[] = [];
  #slowRequest = Promise.withResolvers<undefined>();
  #isSlow = false;
  #slowResponse = Promise.withResolvers<undefined>();

  /** @param server the server whose URL is in the client's environment variables */
  constructor(server: SsmServer, parameters: number) {
    this.server = server;
    this.store = new FaultyStore(storedParameters(parameters, 0));
    server.respond = async (request) => {
      const fate = this.#fates.shift() ?? { pageSize: PARAMETERS_PER_PAGE };
      this.time.freeze(REQUEST_MS);
      if (fate !== "slow") return this.store.respond(request, fate);
      // The response is late, but it does not include later writes.
      const response = this.store.respond(request, { pageSize: PARAMETERS_PER_PAGE });
      const released = this.#slowResponse.promise;
      this.#isSlow = true;
      this.#slowRequest.resolve(undefined);
      await released;
      return response;
    };
    this.#handler = lambdaHandler((configuration) => new Viewer(configuration), {
      environment: ENVIRONMENT,
      log: (entry) => this.logs.push(entry),
      wallClockMs: this.time.nowMs,
      random: () => 0,
      startTimer: this.time.startTimer,
      clientFor: this.#recordingClient,
    });
  }

  /** Rewrites all values at once, as the next generation. */
  write(): void {
    this.#generation++;
    this.store.parameters = storedParameters(this.store.parameters.length, this.#generation);
  }

  /** The number of the last write. */
  get generation(): number {
    return this.#generation;
  }

  /** Returns the outcome of an invocation. Requests after the last fate succeed. */
  async invoke(fates: readonly RequestFate[], timeoutMs = 5000): Promise<PromiseSettledResult<ServedInvocation>> {
    this.#fates = [...fates];
    this.#slowRequest = Promise.withResolvers();
    this.#isSlow = false;
    const endMs = this.time.nowMs() + timeoutMs;
    const remaining = { ...context("one"), getRemainingTimeInMillis: () => endMs - this.time.nowMs() };
    const served = this.#handler({}, remaining).then((response) => ({ response, loadInput: this.#loadInput }));
    const outcome = Promise.allSettled([served]);
    if ((await Promise.race([outcome, this.#slowRequest.promise])) === undefined) await this.time.pass(timeoutMs);
    const [settledOutcome] = await outcome;
    await this.#untilQuiet();
    return settledOutcome;
  }

  /** Sends the slow response, if there is one. Its load continues in the background. */
  sendSlowResponse(): void {
    this.#slowResponse.resolve(undefined);
    this.#slowResponse = Promise.withResolvers();
  }

  /** Sends the slow response, if there is one, and lets its load finish. */
  async finishSlowLoad(): Promise<void> {
    this.#fates = [];
    this.#isSlow = false;
    this.sendSlowResponse();
    await this.#untilQuiet();
  }

  /** Resolves when no request is in flight, or one waits for its slow response. */
  async #untilQuiet(): Promise<void> {
    do {
      await settled();
    } while (this.#requests > 0 && !this.#isSlow);
  }

  /** Creates the production client, and records the pages that its load receives. */
  readonly #recordingClient: LambdaHandlerOptions["clientFor"] = (client, loadContext, random) => {
    const requests = createLoadClient(client, loadContext, random);
    const generation = this.#generation;
    const parameters: Parameter[] = [];
    return {
      send: async (command) => {
        this.#requests++;
        try {
          const page = await requests.send(command);
          parameters.push(...(page.Parameters ?? []));
          const complete = page.Parameters !== undefined && page.NextToken === undefined;
          const newest = generation >= (this.#loadInput?.generation ?? 0);
          if (complete && newest && !loadContext.signal.aborted) this.#loadInput = { generation, parameters };
          return page;
        } finally {
          this.#requests--;
        }
      },
    };
  };
}

/** Returns parameters of which every second one is secret. */
const storedParameters = (count: number, generation: number): StoredParameter[] =>
  Array.from({ length: count }, (_, index) => ({
    Name: `/dev/app/s${index}`,
    Type: index % 2 === 0 ? "String" : "SecureString",
    Value: JSON.stringify(index % 2 === 0 ? { generation } : { generation, password: CANARY }),
    Version: generation + 1,
  }));
