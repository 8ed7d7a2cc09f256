import type { LogEntry } from "../telemetry/log.ts";
import { showSourcePositions } from "../telemetry/sourcePositions.ts";
import { parseParameterChange } from "./parameterChange.ts";
import type { ParameterChange } from "./parameterChange.ts";
import { recycleEnvironments } from "./recycleEnvironments.ts";
import type { RecycleDependencies, RecycleOutcome } from "./recycleEnvironments.ts";

/** The sections that each function reads, by the function's name in `app/functions.ts`. */
export type ReadsByFunction = Readonly<Record<string, "all" | readonly string[]>>;

/** The dependencies of a recycler. */
export interface RecyclerDependencies extends RecycleDependencies {
  /** The functions that can be recycled. */
  readonly reads: ReadsByFunction;
  /** The start of their full names, such as `parameterStoreBlog-dev_`. */
  readonly functionNamePrefix: string;
  /** The path of the stack's parameters, such as `/dev/parameterStoreBlog`. Other changes are ignored. */
  readonly path: string;
  /** Writes a log entry. */
  readonly log: (entry: LogEntry) => void;
}

/** The outcome of a change, by the names of the functions that read the parameter. It is empty if none does. */
export type ChangeOutcome = Readonly<Record<string, RecycleOutcome>>;

/** The handler of the function that receives parameter changes from EventBridge. */
export type Recycler = (event: unknown, context?: { readonly awsRequestId: string }) => Promise<ChangeOutcome>;

/**
 * Creates a handler that recycles the execution environments of the functions that read a parameter when it changes.
 * The handler throws if the event is not a parameter change, or if recycling a function fails, so that Lambda retries.
 * A failure does not stop the other functions, and the retry finds that they are covered.
 */
export function createRecycler(dependencies: RecyclerDependencies): Recycler {
  const { reads, functionNamePrefix, path, log, wallClockMs } = dependencies;

  async function handleChange(change: ParameterChange, requestId: string | undefined): Promise<ChangeOutcome> {
    const failures: string[] = [];
    const recycle = async (name: string): Promise<readonly [string, RecycleOutcome | "failed"]> => {
      const functionName = `${functionNamePrefix}${name}`;
      try {
        return [name, await recycleEnvironments(functionName, change.timeMs, dependencies)];
      } catch (error) {
        failures.push(`${functionName}: ${describeError(error)}`);
        return [name, "failed"];
      }
    };
    const readers = readersOf(reads, sectionOf(path, change.name));
    const outcome = Object.fromEntries(await Promise.all(readers.map(recycle)));
    log({
      ...summarize(outcome),
      requestId,
      name: change.name,
      operation: change.operation,
      ageSeconds: (wallClockMs() - change.timeMs) / 1000,
    });
    if (!isComplete(outcome)) throw new Error(`Cannot recycle ${failures.sort().join("; ")}`);
    return outcome;
  }

  return async (event, context) => {
    try {
      return await handleChange(parseParameterChange(event), context?.awsRequestId);
    } catch (error) {
      showSourcePositions(error);
      throw error;
    }
  };
}

/** Returns the section of a parameter. The EventBridge rule also matches deeper paths, which no function reads. */
function sectionOf(path: string, name: string): string | undefined {
  const section = name.startsWith(`${path}/`) ? name.slice(path.length + 1) : "";
  return section === "" || section.includes("/") ? undefined : section;
}

/** Returns the names of the functions that read a section. */
const readersOf = (reads: ReadsByFunction, section: string | undefined): readonly string[] =>
  section === undefined
    ? []
    : Object.entries(reads).flatMap(([name, each]) => (each === "all" || each.includes(section) ? [name] : []));

type Outcomes = Readonly<Record<string, RecycleOutcome | "failed">>;

const isComplete = (outcomes: Outcomes): outcomes is ChangeOutcome => !Object.values(outcomes).includes("failed");

function summarize(functions: Outcomes): Pick<LogEntry, "level" | "message" | "functions"> {
  if (!isComplete(functions)) return { level: "ERROR", message: "change not handled by all functions", functions };
  const outcomes = Object.values(functions);
  if (outcomes.length === 0) return { level: "INFO", message: "change ignored", functions };
  return { level: outcomes.includes("missing") ? "WARN" : "INFO", message: "change handled", functions };
}

/** Describes an error of the Lambda API without the values of environment variables. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  // Lambda's message can quote the variables.
  if (error.name === "InvalidParameterValueException") {
    return `${error.name}. Fix: make the function's environment variables shorter. Lambda accepts 4 KB.`;
  }
  return `${error.name}: ${error.message}`;
}
