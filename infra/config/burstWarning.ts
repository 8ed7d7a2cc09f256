import { CALLS_PER_SECOND, LARGEST_BURST, largestBurst, timeoutForLargestBurst } from "./burstCapacity.ts";
import { MAX_TIMEOUT_SECONDS } from "./configSchema.ts";
import { PARAMETERS_PER_PAGE, parameterPages } from "./parameterPages.ts";

/**
 * What is to be said of a stack whose function cannot start as fast as Lambda starts it, whatever is paid for Parameter
 * Store; undefined for one that can. With up to 10 parameters the account's setting alone decides, which can be changed
 * when the burst is there, and no warning is due.
 */
export function burstWarning(parameters: number, timeoutSeconds: number): string | undefined {
  const pages = parameterPages(parameters);
  const { byDefault, withHigherThroughput } = CALLS_PER_SECOND;
  const burst = (callsPerSecond: number) => largestBurst({ pages, timeoutSeconds, callsPerSecond });
  if (burst(withHigherThroughput) >= LARGEST_BURST) return undefined;
  const enoughSeconds = timeoutForLargestBurst(pages, withHigherThroughput);
  const raise =
    enoughSeconds <= MAX_TIMEOUT_SECONDS
      ? `, or raise the timeout: \`pulumi config set timeoutSeconds ${enoughSeconds}\``
      : "";
  return (
    `Each execution environment loads ${parameters} parameters in ${pages} calls. When Lambda starts more than ` +
    `${burst(byDefault)} in a row (${burst(withHigherThroughput)} with Parameter Store's higher throughput; it starts up to ` +
    `${LARGEST_BURST} in 10 s), Parameter Store refuses too many of them for timeoutSeconds ${timeoutSeconds}, and ` +
    `invocations fail. Put the values into ${PARAMETERS_PER_PAGE} sections or fewer, which are one call${raise}.`
  );
}
