import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import type { GetParametersCommand, Parameter } from "@aws-sdk/client-ssm";
import { INIT_BUDGET_MS } from "../../../app/runtime/cache/timing.ts";
import { plain, secret } from "../../../app/runtime/configuration/section.ts";
import type { RequestOptions } from "../../../app/runtime/parameterStore/fetchParameters.ts";
import { createLoadClient } from "../../../app/runtime/parameterStore/retries.ts";
import { prepare } from "../../../app/runtime/start.ts";
import type { StartOptions } from "../../../app/runtime/start.ts";
import type { LogEntry } from "../../../app/runtime/telemetry/log.ts";
import { handler as viewer } from "../../../tools/fakes/app/viewer.ts";
import { FaultyStore } from "../../../tools/fakes/faultyStore.ts";
import type { RequestOutcome, StoredParameter } from "../../../tools/fakes/faultyStore.ts";
import type { SsmServer } from "../../../tools/fakes/ssmServer.ts";
import { PARAMETERS_PER_CALL } from "../../../tools/lib/parameterStoreRules.ts";
import { CANARY } from "./canary.ts";
import { FakeTime, settled } from "./fakeTime.ts";
import { context, ENVIRONMENT, viewerInvoker } from "./handlerHarness.ts";
import type { ViewerResponse } from "./handlerHarness.ts";

/** The outcome of a request. A slow one gets its response only after the invocation's time is over. */
export type RequestFate = RequestOutcome | "slow";

/** All parameters that a complete load received. */
export interface LoadInput {
  /** The generation that was stored when the load started. */
  readonly generation: number;
  readonly parameters: readonly Parameter[];
}

/** A successful invocation. */
export interface ServedInvocation {
  readonly response: ViewerResponse;
  /** The input of the load that started last among those that are complete. */
  readonly loadInput: LoadInput | undefined;
}

/** How the function loads its sections: all pages of a path, or all sections by their names in parallel calls. */
export type LoadKind = "byPath" | "byNames";

/** The duration of a page's request or of all calls by names, on the clock of the execution environment. */
const REQUEST_MS = 300;

/** The production handler and client with a server whose responses are scripted. */
export class FaultyStoreHarness {
  readonly time = new FakeTime();
  readonly logs: LogEntry[] = [];
  readonly store: FaultyStore;
  readonly server: SsmServer;
  readonly #kind: LoadKind;
  readonly #handler: ReturnType<typeof viewerInvoker>;
  readonly #initialize: () => Promise<void>;
  #generation = 0;
  #loadInput: LoadInput | undefined;
  #requests = 0;
  #fates: RequestFate[] = [];
  #slowRequest = Promise.withResolvers<undefined>();
  /** The keys of the requests that wait for their slow response. */
  readonly #slow = new Set<string>();
  #slowResponse = Promise.withResolvers<undefined>();

  /** @param server the server whose URL is in the client's environment variables */
  constructor(server: SsmServer, parameters: number, kind: LoadKind) {
    const stored = storedParameters(parameters, 0);
    const calls = kind === "byPath" ? 1 : Math.ceil(parameters / 10);
    this.server = server;
    this.store = new FaultyStore(stored);
    this.#kind = kind;
    server.respond = async (request) => {
      const fate = this.#fates.shift() ?? { pageSize: PARAMETERS_PER_CALL };
      this.time.freeze(REQUEST_MS / calls);
      if (fate !== "slow") return this.store.respond(request, fate);
      // The response is late, but it does not include later writes.
      const response = this.store.respond(request, { pageSize: PARAMETERS_PER_CALL });
      const released = this.#slowResponse.promise;
      this.#slow.add(keyOf(request));
      this.#slowRequest.resolve(undefined);
      await released;
      return response;
    };
    const declared = stored.map(({ Name, Type }) => [sectionOf(Name), Type === "String" ? plain() : secret()] as const);
    const read =
      kind === "byPath"
        ? ({ reads: "all", sections: {} } as const)
        : { reads: declared.map(([name]) => name), sections: Object.fromEntries(declared) };
    const startMs = this.time.nowMs();
    const { handler, initialize } = prepare(
      { name: "viewer", definition: viewer, ...read },
      {
        environment: ENVIRONMENT,
        log: (entry) => this.logs.push(entry),
        wallClockMs: this.time.nowMs,
        processMs: () => this.time.nowMs() - startMs,
        random: () => 0,
        startTimer: this.time.startTimer,
        clientFor: this.#recordingClient,
      },
    );
    this.#handler = viewerInvoker(handler);
    this.#initialize = initialize;
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

  /** Loads during INIT. Requests after the last fate succeed. */
  async initialize(fates: readonly RequestFate[]): Promise<void> {
    await this.#run(fates, INIT_BUDGET_MS, this.#initialize);
  }

  /** Returns the outcome of an invocation. Requests after the last fate succeed. */
  async invoke(fates: readonly RequestFate[], timeoutMs = 5000): Promise<PromiseSettledResult<ServedInvocation>> {
    const endMs = this.time.nowMs() + timeoutMs;
    const remaining = { ...context("one"), getRemainingTimeInMillis: () => endMs - this.time.nowMs() };
    return this.#run(fates, timeoutMs, () =>
      this.#handler({}, remaining).then((response) => ({ response, loadInput: this.#loadInput })),
    );
  }

  async #run<T>(
    fates: readonly RequestFate[],
    timeoutMs: number,
    work: () => Promise<T>,
  ): Promise<PromiseSettledResult<T>> {
    this.#fates = [...fates];
    this.#slowRequest = Promise.withResolvers();
    const outcome = Promise.allSettled([work()]);
    if ((await Promise.race([outcome, this.#slowRequest.promise])) === undefined) {
      // The other calls by names end first.
      await this.#untilQuiet();
      await this.time.pass(timeoutMs);
    }
    const [settledOutcome] = await outcome;
    await this.#untilQuiet();
    return settledOutcome;
  }

  /** Sends the slow response, if there is one. Its load continues in the background. */
  sendSlowResponse(): void {
    this.#slow.clear();
    this.#slowResponse.resolve(undefined);
    this.#slowResponse = Promise.withResolvers();
  }

  /** Sends the slow response, if there is one, and lets its load finish. */
  async finishSlowLoad(): Promise<void> {
    this.#fates = [];
    this.sendSlowResponse();
    await this.#untilQuiet();
  }

  /** Resolves when no request is in flight, except those that wait for their slow responses. */
  async #untilQuiet(): Promise<void> {
    do {
      await settled();
    } while (this.#requests > this.#slow.size);
  }

  /** Creates the production client, and records the responses that its load receives. */
  readonly #recordingClient: StartOptions["clientFor"] = (client, loadContext, random) => {
    const requests = createLoadClient(client, loadContext, random);
    const generation = this.#generation;
    const parameters: Parameter[] = [];
    const send = async (command: GetParametersByPathCommand | GetParametersCommand, options?: RequestOptions) => {
      this.#requests++;
      try {
        const response: { Parameters?: Parameter[] | undefined; NextToken?: string | undefined } =
          command instanceof GetParametersByPathCommand
            ? await requests.send(command, options)
            : await requests.send(command, options);
        parameters.push(...(response.Parameters ?? []));
        const isLastPage = response.Parameters !== undefined && response.NextToken === undefined;
        const complete = this.#kind === "byPath" ? isLastPage : parameters.length === this.store.parameters.length;
        const newest = generation >= (this.#loadInput?.generation ?? 0);
        if (complete && newest && !loadContext.signal.aborted) this.#loadInput = { generation, parameters };
        return response;
      } finally {
        this.#requests--;
        this.#slow.delete(keyOf(command.input));
      }
    };
    return { send };
  };
}

/** Identifies a request among those of one load that are in flight. */
const keyOf = ({
  Names,
  NextToken,
}: {
  readonly Names?: readonly string[] | undefined;
  readonly NextToken?: string | undefined;
}): string => String(Names ?? NextToken);

/** Returns the section of a parameter: the last segment of its name. */
const sectionOf = (name: string): string => name.slice("/dev/app/".length);

/** Returns parameters of which every second one is secret. */
const storedParameters = (count: number, generation: number): StoredParameter[] =>
  Array.from({ length: count }, (_, index) => ({
    Name: `/dev/app/s${index}`,
    Type: index % 2 === 0 ? "String" : "SecureString",
    Value: JSON.stringify(index % 2 === 0 ? { generation } : { generation, password: CANARY }),
    Version: generation + 1,
  }));
