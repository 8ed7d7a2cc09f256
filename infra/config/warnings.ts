import {
  CALLS_PER_SECOND,
  LARGEST_BURST,
  PARAMETERS_PER_PAGE,
  largestBurst,
  parameterPages,
  timeoutForLargestBurst,
} from "./burstCapacity.ts";
import type { FunctionPlan } from "./functions/functionPlans.ts";
import { MAX_TIMEOUT_SECONDS } from "./functions/functionSettings.ts";
import { setCommand } from "./problems/configCommand.ts";

/** A load that takes more calls than this causes a warning. */
const FEW_PAGES = 2;

/** The parts of a function that its warnings depend on. */
export type PathReader = Pick<FunctionPlan, "name" | "reads" | "timeoutSeconds">;

/**
 * Returns the warnings about functions that read all parameters of the path, page after page. Other functions read their
 * sections in parallel.
 *
 * @param parameters the number of parameters and secrets
 */
export function pathReaderWarnings(functions: readonly PathReader[], parameters: number): string[] {
  const readers = functions.filter(({ reads }) => reads === "all");
  if (readers.length === 0) return [];
  if (parameters === 0) {
    return [
      "No parameters or secrets are configured. " +
        `These functions read "all", and fail on every invocation: ${namesOf(readers)}.`,
    ];
  }
  return [manyParametersWarning(readers, parameters), burstWarning(readers, parameters)].filter(
    (warning) => warning !== undefined,
  );
}

const namesOf = (functions: readonly PathReader[]): string => functions.map(({ name }) => name).join(", ");

/** Returns a warning if a load takes many calls. */
function manyParametersWarning(readers: readonly PathReader[], parameters: number): string | undefined {
  const pages = parameterPages(parameters);
  if (pages <= FEW_PAGES) return undefined;
  return (
    `There are ${parameters} parameters and secrets. Each load of these functions makes ${pages} sequential GetParametersByPath ` +
    `calls, which return at most ${PARAMETERS_PER_PAGE} parameters each: ${namesOf(readers)}. Parameter Store limits the request rate. ` +
    "List the sections that they read in `reads` in app/functions.ts, or combine sections until at most " +
    `${FEW_PAGES * PARAMETERS_PER_PAGE} are left: \`pulumi config set --path 'parameters.<section>.<key>' <value>\`.`
  );
}

/**
 * Returns a warning if, even with higher throughput, Parameter Store cannot serve Lambda's largest burst within the
 * shortest timeout. Up to 10 parameters never cause it: higher throughput is enough for them, and can be enabled at any time.
 */
export function burstWarning(readers: readonly PathReader[], parameters: number): string | undefined {
  const pages = parameterPages(parameters);
  const { byDefault, withHigherThroughput } = CALLS_PER_SECOND;
  const timeoutSeconds = Math.min(...readers.map((reader) => reader.timeoutSeconds));
  const burst = (callsPerSecond: number) => largestBurst({ pages, timeoutSeconds, callsPerSecond });
  if (burst(withHigherThroughput) >= LARGEST_BURST) return undefined;
  const enoughSeconds = timeoutForLargestBurst(pages, withHigherThroughput);
  const tooShort = readers.filter((reader) => reader.timeoutSeconds < enoughSeconds);
  // The key of a function overrides all others.
  const commands = tooShort.map(
    ({ name }) => `\`${setCommand(["functions", name, "timeoutSeconds"], { value: String(enoughSeconds) })}\``,
  );
  const raise = enoughSeconds <= MAX_TIMEOUT_SECONDS ? `, or raise the timeout: ${commands.join(", then ")}` : "";
  return (
    `Each execution environment of these functions loads ${parameters} parameters and secrets in ${pages} calls: ${namesOf(readers)}. ` +
    `In a burst of more than ${burst(byDefault)} new execution environments (${burst(withHigherThroughput)} with Parameter ` +
    `Store's higher throughput), calls are throttled until invocations exceed timeoutSeconds (${timeoutSeconds}) and fail. ` +
    `Lambda starts up to ${LARGEST_BURST} environments in 10 s. ` +
    `Use at most ${PARAMETERS_PER_PAGE} sections, which take one call${raise}.`
  );
}
