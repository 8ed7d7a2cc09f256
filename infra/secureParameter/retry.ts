/** What a call to AWS needs in order to be patient. Time is a parameter so that tests need none. */
export interface Patience {
  /** How many times a call is repeated that got no response, or a server error. */
  readonly maxRetries: number;
  /** A monotonic clock, in ms. */
  now(): number;
  pause(ms: number): Promise<void>;
}

/** AWS did not do what it was asked, and will later: too many calls, or a name that was deleted half a minute ago. */
const THROTTLED = [
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

/** There was no response, or one of a broken server: AWS may have done what it was asked. */
const BROKEN = [
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

/** AWS wants 30 seconds between the deletion of a name and its creation. */
const LONGEST_THROTTLING_MS = 60_000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5_000;

/** The fields of the AWS SDK's and of the network's errors that tell what a failure is. */
interface CallError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

/**
 * Sends a call until it succeeds, waiting longer from failure to failure. Throttling is waited out for a minute. The
 * SDK's own retries would not do: its budget of retries is used up after some thirty throttled calls, for the whole
 * client.
 *
 * @param onBroken called when a failed attempt may have taken effect all the same
 */
export async function retried<T>(send: () => Promise<T>, patience: Patience, onBroken?: () => void): Promise<T> {
  const beganMs = patience.now();
  let broken = 0;
  for (let failures = 0; ; failures++) {
    try {
      return await send();
    } catch (error) {
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.75 + Math.random() / 4);
      const kind = kindOf(error as CallError);
      if (kind === "broken") {
        onBroken?.();
        broken += 1;
      }
      const again =
        kind === "throttled"
          ? patience.now() - beganMs + pauseMs <= LONGEST_THROTTLING_MS
          : kind === "broken" && broken <= patience.maxRetries;
      if (!again) {
        throw error;
      }
      await patience.pause(pauseMs);
    }
  }
}

function kindOf({ name = "", code = "", $metadata = {} }: CallError): "throttled" | "broken" | "final" {
  const status = $metadata.httpStatusCode ?? 0;
  if (THROTTLED.includes(name) || status === 429) {
    return "throttled";
  }
  // The SDK learns from a response that this machine's clock is wrong, and signs the next call right.
  const skewed = $metadata.clockSkewCorrected === true;
  return skewed || BROKEN.includes(name) || BROKEN.includes(code) || status >= 500 ? "broken" : "final";
}
