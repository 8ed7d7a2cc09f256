/** The limit and the clock of retries. Tests pass a fake clock. */
export interface RetryContext {
  /** The maximum number of retries after transient errors. */
  readonly maxRetries: number;
  /** A monotonic clock, in ms. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * AWS did not execute the call, but may accept it later: too many calls, or a name that was deleted less than 30
 * seconds ago.
 */
const THROTTLING_ERRORS = [
  "PriorRequestNotComplete",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TooManyUpdates",
];

/** There was no response, or a server error. AWS may have executed the call. */
const TRANSIENT_ERRORS = [
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "InternalServerError",
  "RequestTimeout",
  "RequestTimeoutException",
  "TimeoutError",
];

/** Longer than the 30 seconds that AWS requires between the deletion of a name and its creation. */
const MAX_THROTTLING_MS = 60_000;
const FIRST_DELAY_MS = 400;
const MAX_DELAY_MS = 5_000;

/** The fields of AWS SDK errors and network errors that classify a failure. */
interface CallError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

/**
 * Sends a call until it succeeds, with exponential backoff. Throttling is retried for one minute. The SDK's own retries
 * are not enough: its retry budget, shared by the whole client, is used up after about thirty throttled calls.
 *
 * @param onTransientError called when a failed attempt may still have taken effect
 */
export async function retry<T>(
  send: () => Promise<T>,
  context: RetryContext,
  onTransientError?: () => void,
): Promise<T> {
  const beganMs = context.now();
  let transientErrors = 0;
  for (let failures = 0; ; failures++) {
    try {
      return await send();
    } catch (error) {
      const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** failures) * (0.75 + Math.random() / 4);
      const kind = classify(error as CallError);
      if (kind === "transient") {
        onTransientError?.();
        transientErrors += 1;
      }
      const again =
        kind === "throttled"
          ? context.now() - beganMs + delayMs <= MAX_THROTTLING_MS
          : kind === "transient" && transientErrors <= context.maxRetries;
      if (!again) {
        throw error;
      }
      await context.sleep(delayMs);
    }
  }
}

function classify({ name = "", code = "", $metadata = {} }: CallError): "throttled" | "transient" | "final" {
  const status = $metadata.httpStatusCode ?? 0;
  if (THROTTLING_ERRORS.includes(name) || status === 429) {
    return "throttled";
  }
  // The SDK detects from a response that this machine's clock is wrong, and signs the next call correctly.
  const skewed = $metadata.clockSkewCorrected === true;
  const known = TRANSIENT_ERRORS.includes(name) || TRANSIENT_ERRORS.includes(code);
  return skewed || known || status >= 500 ? "transient" : "final";
}
