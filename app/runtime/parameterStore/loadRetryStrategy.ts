import { StandardRetryStrategy } from "@smithy/core/retry";
import type { LoadContext } from "../cache/sharedLoad.ts";

export interface LongestPauses {
  /** Before the first page has come. */
  readonly firstPageMs: number;
  readonly laterPagesMs: number;
}

/**
 * Chosen by `npm run bench:burst`; the README has the figures. With 1 s for the first page twice as many calls are refused and no
 * more environments are served; with 20 s the last ones of a burst wait 28 s instead of 21. A load that has begun goes
 * first, since a page is worth nothing without the others: of two pages, 240 environments get both, and 165 without it.
 */
const LONGEST_PAUSES: LongestPauses = { firstPageMs: 5000, laterPagesMs: 250 };

/** Time enough for one more call to be answered: the last one is made when this is left. */
const LAST_CALL_MS = 150;

/** More than a load has time for: the SDK's own allowance lets a load repeat 100 refused calls. */
export const MAX_ATTEMPTS = 100;

/** As many as the SDK makes by default: the first repeat makes good for a connection that was lost while frozen. */
const MAX_ATTEMPTS_OF_A_REFRESH = 3;

type Token = Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>[0];
type ErrorInfo = Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>[1];

/**
 * How the requests of one load are repeated. The SDK's standard strategy judges which errors are worth it, and pauses double
 * with full jitter, from 1 s after a refusal (ThrottlingException) and from 50 ms after anything else. It differs from the
 * default in when it gives up:
 * - who can be served nothing else waits for the load anyway, so it tries as long as it waits. Pauses end early enough for
 *   a last call;
 * - a refresh with a good snapshot in memory gives up at the first refusal: what Parameter Store can answer is for those who
 *   have nothing, and the invocation need not be late. The cache serves the old one, and leaves Parameter Store alone for a
 *   while. It goes on when nobody waits for it, so it retries a connection that freezing broke whatever time is left.
 */
export class LoadRetryStrategy extends StandardRetryStrategy {
  readonly #context: LoadContext;
  readonly #progress: { pages: number };

  /** @param random from 0 to 1 */
  constructor(context: LoadContext, random: () => number, longest: LongestPauses = LONGEST_PAUSES) {
    const progress = { pages: 0 };
    let baseMs = 0;
    super({
      maxAttempts: MAX_ATTEMPTS,
      backoff: {
        setDelayBase: (delayMs) => {
          baseMs = delayMs;
        },
        computeNextBackoffDelay: (repeats) => {
          const longestMs = progress.pages === 0 ? longest.firstPageMs : longest.laterPagesMs;
          const pauseMs = random() * Math.min(baseMs * 2 ** repeats, longestMs);
          return Math.max(0, Math.min(pauseMs, context.remainingMs() - LAST_CALL_MS));
        },
      },
    });
    this.#context = context;
    this.#progress = progress;
  }

  override recordSuccess(token: Token): void {
    this.#progress.pages++;
    super.recordSuccess(token);
  }

  override async refreshRetryTokenForRetry(token: Token, errorInfo: ErrorInfo): Promise<Token> {
    // The caller gets the error of the request, whatever is thrown here.
    if (!this.#isWorthwhile(token.getRetryCount() + 1, errorInfo)) throw new Error("no further attempt");
    return super.refreshRetryTokenForRetry(token, errorInfo);
  }

  #isWorthwhile(attempts: number, { errorType }: ErrorInfo): boolean {
    if (this.#context.required()) return this.#context.remainingMs() >= LAST_CALL_MS;
    return errorType !== "THROTTLING" && attempts < MAX_ATTEMPTS_OF_A_REFRESH;
  }
}
