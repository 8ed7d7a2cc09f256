import { GetParametersCommand } from "@aws-sdk/client-ssm";
import type {
  GetParametersByPathCommand,
  GetParametersByPathCommandOutput,
  GetParametersCommandOutput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { getRetryPlugin, StandardRetryStrategy } from "@smithy/core/retry";
import type { LoadContext } from "../cache/sharedLoad.ts";
import type { ParameterStoreClient, RequestOptions } from "./fetchParameters.ts";

/** The upper limits of the backoff before a retry. */
export interface BackoffLimits {
  /** In milliseconds. */
  readonly maxMs: number;
  /** The share of an invocation's remaining time, after a throttled call of a load that INIT started. */
  readonly shareOfRemaining: number;
  /** The share of both, once the first page, or the first response to a call by names, has arrived. */
  readonly laterPages: number;
}

/**
 * Chosen with `npm run bench:burst`. With the share, environments after INIT retry more often than those in it, and the more
 * often the less time they have, so that fewer fail: 930 of 1,000 are served instead of 890. With 1 s during INIT, twice as many calls are
 * throttled and no more environments are served. Later pages have priority, because a page is useless without the others.
 */
export const BACKOFF_LIMITS: BackoffLimits = { maxMs: 5000, shareOfRemaining: 0.15, laterPages: 0.01 };

/** The longest backoff that begins at the end of INIT, so that the first invocation does not wait for it for long. */
const AFTER_INIT_MS = 1000;

/** The base of the backoff after any other error than throttling, as in the SDK. */
const TRANSIENT_BASE_MS = 50;

/** The time reserved for a last attempt and its response. */
const LAST_ATTEMPT_MS = 150;

/** More attempts than a load has time for. The SDK's retry quota allows 100 retries of throttled calls. */
const MAX_ATTEMPTS = 100;

/** The SDK's default. The first retry replaces a connection that broke while the environment was frozen. */
const MAX_REFRESH_ATTEMPTS = 3;

/** A middleware plugin for one kind of command. */
type PluginOf<Command extends GetParametersByPathCommand | GetParametersCommand> = Parameters<
  Command["middlewareStack"]["use"]
>[0];
type Plugin = PluginOf<GetParametersByPathCommand> & PluginOf<GetParametersCommand>;
type Token = Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>[0];
type ErrorInfo = Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>[1];

/**
 * Creates a client for one load. All requests of the load share a retry strategy and are aborted by `context.signal`.
 *
 * @param random returns a number from 0 to 1
 */
export function createLoadClient(
  client: SSMClient,
  context: LoadContext,
  random: () => number,
  limits?: BackoffLimits,
): ParameterStoreClient {
  const strategy = new LoadRetryStrategy(context, random, limits);
  const retries = getRetryPlugin({
    retryStrategy: () => Promise.resolve(strategy),
    maxAttempts: () => Promise.resolve(MAX_ATTEMPTS),
  }) as Plugin;
  function send(
    command: GetParametersByPathCommand,
    options?: RequestOptions,
  ): Promise<GetParametersByPathCommandOutput>;
  function send(command: GetParametersCommand, options?: RequestOptions): Promise<GetParametersCommandOutput>;
  function send(command: GetParametersByPathCommand | GetParametersCommand, { abortSignal }: RequestOptions = {}) {
    // Replaces the client's own retry strategy.
    command.middlewareStack.use(retries);
    const options = { abortSignal: abortSignal ? AbortSignal.any([context.signal, abortSignal]) : context.signal };
    return command instanceof GetParametersCommand ? client.send(command, options) : client.send(command, options);
  }
  return { send };
}

/**
 * The retry strategy of one load. Like the SDK's standard strategy, it retries only transient errors, with exponential
 * backoff and full jitter: from 1 s after a ThrottlingException, and from 50 ms after any other error. It differs in
 * when it gives up:
 * - A required load retries as long as an invocation waits for it. The backoff leaves time for a last attempt. During INIT it
 *   never gives up: the first invocation joins it.
 * - A refresh gives up when it is throttled, because a configuration is in memory. The cache backs off, and leaves
 *   capacity to environments that have none. Other errors are retried even when no invocation waits, because the
 *   refresh continues.
 */
export class LoadRetryStrategy extends StandardRetryStrategy {
  readonly #context: LoadContext;
  readonly #progress: { pages: number };

  /** @param random returns a number from 0 to 1 */
  constructor(context: LoadContext, random: () => number, limits: BackoffLimits = BACKOFF_LIMITS) {
    const progress = { pages: 0 };
    let baseMs = 0;
    super({
      maxAttempts: MAX_ATTEMPTS,
      baseDelay: TRANSIENT_BASE_MS,
      backoff: {
        setDelayBase: (delayMs) => {
          baseMs = delayMs;
        },
        computeNextBackoffDelay: (retries) => {
          const isThrottled = baseMs !== TRANSIENT_BASE_MS;
          const limitMs = isThrottled ? throttledLimitMs(context, progress.pages, limits) : limits.maxMs;
          const backoffMs = random() * Math.min(baseMs * 2 ** retries, limitMs);
          return Math.max(0, Math.min(backoffMs, spareMs(context)));
        },
      },
    });
    this.#context = context;
    this.#progress = progress;
  }

  /** Counts the pages, or responses to calls by names, that have arrived. */
  override recordSuccess(token: Token): void {
    this.#progress.pages++;
    super.recordSuccess(token);
  }

  /** Waits for the backoff, or rejects if there is no further attempt. */
  override async refreshRetryTokenForRetry(token: Token, errorInfo: ErrorInfo): Promise<Token> {
    // Whatever is thrown here, the caller receives the error of the request.
    if (!this.#isWorthwhile(token.getRetryCount() + 1, errorInfo)) throw new Error("no further attempt");
    return super.refreshRetryTokenForRetry(token, errorInfo);
  }

  #isWorthwhile(attempts: number, { errorType }: ErrorInfo): boolean {
    const { duringInit, remainingMs, required } = this.#context;
    if (required()) return duringInit() || remainingMs() >= LAST_ATTEMPT_MS;
    return errorType !== "THROTTLING" && attempts < MAX_REFRESH_ATTEMPTS;
  }
}

/** Returns the upper limit of the backoff after a throttled call, which competes for capacity with other environments. */
function throttledLimitMs(context: LoadContext, pages: number, limits: BackoffLimits): number {
  const { maxMs, shareOfRemaining, laterPages } = limits;
  const isUrgent = context.startedDuringInit && !context.duringInit();
  const firstPageMs = isUrgent ? Math.min(maxMs, shareOfRemaining * context.remainingMs()) : maxMs;
  return pages === 0 ? firstPageMs : firstPageMs * laterPages;
}

/** Returns the time that a load can back off and still be in time. */
const spareMs = ({ duringInit, remainingMs }: LoadContext): number =>
  duringInit() ? Math.max(AFTER_INIT_MS, remainingMs()) : remainingMs() - LAST_ATTEMPT_MS;
