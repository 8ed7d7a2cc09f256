import { PARAMETERS_PER_CALL } from "../../app/runtime/parameterStore/fetchParameters.ts";
import {
  CALLS_PER_SECOND,
  LARGEST_BURST,
  STARTS_PER_SECOND,
  largestBurst,
  loadCalls,
  loadOperation,
  timeoutForLargestBurst,
} from "./burstCapacity.ts";
import type { LoadOperation, WaitSettings } from "./burstCapacity.ts";
import type { FunctionPlan } from "./functions/functionPlans.ts";
import { MAX_TIMEOUT_SECONDS } from "./functions/functionSettings.ts";
import { setCommand } from "./problems/configCommand.ts";

/** A load by path that takes more pages than this causes a warning. */
const FEW_PAGES = 2;

/** The parts of a function that its warnings depend on. */
export type Reader = Pick<FunctionPlan, "name" | "reads" | "timeoutSeconds" | "loadDuringInit">;

/** The load of a new execution environment, and how long it waits. */
interface Load extends WaitSettings {
  readonly operation: LoadOperation;
  readonly parameters: number;
}

/**
 * Returns the warnings about what functions load. By path, pages are read one after the other, and by names, all calls
 * are made in parallel.
 *
 * @param parameters the number of parameters and secrets of the stack
 */
export function loadWarnings(functions: readonly Reader[], parameters: number): string[] {
  const pathReaders = functions.filter(({ reads }) => reads === "all");
  if (pathReaders.length > 0 && parameters === 0) {
    return [
      "No parameters or secrets are configured. " +
        `These functions read "all", and fail on every invocation: ${namesOf(pathReaders)}.`,
    ];
  }
  return [...manyPagesWarnings(pathReaders, parameters), ...burstWarnings(functions, parameters)];
}

const namesOf = (functions: readonly Reader[]): string => functions.map(({ name }) => name).join(", ");

/** Returns a warning if a load by path takes many pages. */
function manyPagesWarnings(readers: readonly Reader[], parameters: number): string[] {
  const pages = loadCalls(parameters);
  if (readers.length === 0 || pages <= FEW_PAGES) return [];
  return [
    `There are ${parameters} parameters and secrets. Each load of these functions makes ${pages} sequential GetParametersByPath ` +
      `calls, which return at most ${PARAMETERS_PER_CALL} parameters each: ${namesOf(readers)}. Parameter Store limits the request rate. ` +
      "List the sections that they read in `reads` in app/functions.ts, or combine sections until at most " +
      `${FEW_PAGES * PARAMETERS_PER_CALL} are left: \`pulumi config set --path 'parameters.<section>.<key>' <value>\`.`,
  ];
}

/** Returns the warnings about bursts, one for all functions with the same load. */
function burstWarnings(functions: readonly Reader[], parameters: number): string[] {
  const loadOf = ({ reads, timeoutSeconds, loadDuringInit = true }: Reader): Load => ({
    operation: loadOperation(reads),
    parameters: reads === "all" ? parameters : reads.length,
    timeoutSeconds,
    loadDuringInit,
  });
  const groups = Object.values(Object.groupBy(functions, (each) => JSON.stringify(Object.values(loadOf(each)))));
  return groups.flatMap((group = []) => group.slice(0, 1).flatMap((first) => burstWarning(group, loadOf(first))));
}

/**
 * Returns a warning if, even with higher throughput, Parameter Store cannot serve Lambda's largest burst within the
 * timeout. Up to 10 parameters by path, and up to 100 by names, never cause it: higher throughput is enough for them, and
 * can be enabled at any time.
 */
function burstWarning(functions: readonly Reader[], { operation, parameters, ...waits }: Load): string[] {
  const calls = loadCalls(parameters);
  const { byDefault, withHigherThroughput } = CALLS_PER_SECOND;
  const burst = (callsPerSecond: number) => largestBurst({ calls, callsPerSecond, ...waits });
  const highest = withHigherThroughput[operation];
  if (burst(highest) >= LARGEST_BURST) return [];
  const isByPath = operation === "GetParametersByPath";
  const enoughSeconds = timeoutForLargestBurst({ calls, callsPerSecond: highest, ...waits });
  // The key of a function overrides all others.
  const commands = functions.map(
    ({ name }) => `\`${setCommand(["functions", name, "timeoutSeconds"], { value: String(enoughSeconds) })}\``,
  );
  const fixes = [
    ...(isByPath && burst(withHigherThroughput.GetParameters) >= LARGEST_BURST
      ? ["list the sections that they read in `reads` in app/functions.ts"]
      : []),
    `use at most ${(highest / STARTS_PER_SECOND) * PARAMETERS_PER_CALL} sections`,
    ...(enoughSeconds <= MAX_TIMEOUT_SECONDS ? [`raise the timeout: ${commands.join(", then ")}`] : []),
  ];
  return [
    `Each execution environment of these functions loads ${parameters} parameters and secrets in ${calls} ` +
      `${isByPath ? "sequential" : "parallel"} ${operation} calls: ${namesOf(functions)}. ` +
      `In a burst of more than ${burst(byDefault)} new execution environments (${burst(highest)} with Parameter ` +
      `Store's higher throughput), calls are throttled until invocations exceed timeoutSeconds (${waits.timeoutSeconds}) and fail. ` +
      `Lambda starts up to ${LARGEST_BURST} environments of a function in 10 s. ` +
      `Fix: ${fixes.join(", or ")}.`,
  ];
}
