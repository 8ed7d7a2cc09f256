import {
  CALLS_PER_SECOND,
  LARGEST_BURST,
  PARAMETERS_PER_PAGE,
  largestBurst,
  parameterPages,
  timeoutForLargestBurst,
} from "./burstCapacity.ts";
import { MAX_TIMEOUT_SECONDS } from "./configSchema.ts";

/** A load that takes more calls than this causes a warning. */
const FEW_PAGES = 2;

export const NO_PARAMETERS_WARNING =
  "No parameters or secrets are configured. The function will fail on every invocation.";

/** Returns a warning if a load takes many calls. */
export function manyParametersWarning(parameters: number): string | undefined {
  const pages = parameterPages(parameters);
  if (pages <= FEW_PAGES) return undefined;
  return (
    `There are ${parameters} parameters and secrets. Each load makes ${pages} sequential GetParametersByPath calls, which ` +
    `return at most ${PARAMETERS_PER_PAGE} parameters each. Parameter Store limits the request rate. ` +
    `Combine sections until at most ${FEW_PAGES * PARAMETERS_PER_PAGE} are left: ` +
    "`pulumi config set --path 'parameters.<section>.<key>' <value>`."
  );
}

/**
 * Returns a warning if, even with higher throughput, Parameter Store cannot serve Lambda's largest burst within the
 * timeout. Up to 10 parameters never cause it: higher throughput is enough for them, and can be enabled at any time.
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
    `Each execution environment loads ${parameters} parameters and secrets in ${pages} calls. In a burst of more than ` +
    `${burst(byDefault)} new execution environments (${burst(withHigherThroughput)} with Parameter Store's higher ` +
    `throughput), calls are throttled until invocations exceed timeoutSeconds (${timeoutSeconds}) and fail. ` +
    `Lambda starts up to ${LARGEST_BURST} environments in 10 s. ` +
    `Use at most ${PARAMETERS_PER_PAGE} sections, which take one call${raise}.`
  );
}
