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
 * A failure does not stop the other functions. The retry finds that they are covered.
 */
export function createRecycler({
  reads,
  functionNamePrefix,
  path,
  log,
  ...dependencies
}: RecyclerDependencies): Recycler {
  async function handleChange(change: ParameterChange, requestId: string | undefined): Promise<ChangeOutcome> {
    const outcomes: Record<string, RecycleOutcome> = {};
    const failures = new Map<string, unknown>();
    await Promise.all(
      readersOf(reads, sectionOf(path, change.name)).map(async (name) => {
        try {
          outcomes[name] = await recycleEnvironments(`${functionNamePrefix}${name}`, change.timeMs, dependencies);
        } catch (error) {
          failures.set(name, error);
        }
      }),
    );
    log({
      ...summarize(outcomes, failures),
      requestId,
      name: change.name,
      operation: change.operation,
      ageSeconds: (dependencies.wallClockMs() - change.timeMs) / 1000,
    });
    if (failures.size === 0) return outcomes;
    const reasons = [...failures].map(([name, error]) => `${functionNamePrefix}${name}: ${reasonOf(error)}`);
    throw new Error(`Cannot recycle ${reasons.join("; ")}`);
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

/** Returns the names of the functions that read a section, in alphabetical order. */
const readersOf = (reads: ReadsByFunction, section: string | undefined): readonly string[] =>
  section === undefined
    ? []
    : Object.keys(reads)
        .sort()
        .filter((name) => reads[name] === "all" || reads[name]?.includes(section));

function summarize(
  outcomes: ChangeOutcome,
  failures: ReadonlyMap<string, unknown>,
): Pick<LogEntry, "level" | "message" | "functions"> {
  const functions = { ...outcomes, ...Object.fromEntries([...failures.keys()].map((name) => [name, "failed"])) };
  const states = Object.values(functions);
  if (states.length === 0) return { level: "INFO", message: "change ignored", functions };
  if (failures.size > 0) return { level: "ERROR", message: "change not handled by all functions", functions };
  return { level: states.includes("missing") ? "WARN" : "INFO", message: "change handled", functions };
}

/** Describes an error of the Lambda API without the values of environment variables. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  if (error.name === "InvalidParameterValueException") {
    // Its message can quote the variables.
    return `${error.name}. Fix: make the function's environment variables shorter. Lambda accepts 4 KB.`;
  }
  return `${error.name}: ${error.message}`;
}
