import type { LogEntry } from "../telemetry/log.ts";
import { showSourcePositions } from "../telemetry/sourcePositions.ts";
import { recycleEnvironments } from "./recycleEnvironments.ts";
import type { RecycleDependencies } from "./recycleEnvironments.ts";

/** A change of a parameter. EventBridge does not send the value. */
export interface ParameterChange {
  /** The parameter's full name, such as `/dev/parameterStoreBlog/appConfig`. */
  readonly name: string;
  /** Such as `Update` or `Delete`. */
  readonly operation: string;
  /** When it happened, in milliseconds since 1970. AWS rounds it down to a second. */
  readonly timeMs: number;
}

/** The dependencies of a recycler. */
export interface RecyclerDependencies extends RecycleDependencies {
  /** The path of the function's parameters, such as `/dev/parameterStoreBlog`. Other changes are ignored. */
  readonly path: string;
  /** Writes a log entry. */
  readonly log: (entry: LogEntry) => void;
}

/** The outcome of a change. An earlier recycling may cover it. Parameters on other paths are ignored. */
export type RecycleOutcome = "recycled" | "covered" | "ignored";

/** The handler of the function that receives parameter changes from EventBridge. */
export type Recycler = (event: unknown, context?: { readonly awsRequestId: string }) => Promise<RecycleOutcome>;

/**
 * Creates a handler that recycles the execution environments of another function when one of its parameters changes.
 * The handler throws if the event is not a parameter change, or if recycling fails, so that Lambda retries.
 */
export function createRecycler({ path, log, ...dependencies }: RecyclerDependencies): Recycler {
  async function handleChange({ name, timeMs }: ParameterChange): Promise<RecycleOutcome> {
    // The EventBridge rule also matches deeper paths, which the function does not read.
    if (!isDirectlyUnder(path, name)) return "ignored";
    return (await recycleEnvironments(timeMs, dependencies)) ? "recycled" : "covered";
  }

  return async (event, context) => {
    try {
      const change = parseParameterChange(event);
      const outcome = await handleChange(change);
      log({
        level: "INFO",
        message: `change ${outcome}`,
        requestId: context?.awsRequestId,
        name: change.name,
        operation: change.operation,
        ageSeconds: (dependencies.wallClockMs() - change.timeMs) / 1000,
      });
      return outcome;
    } catch (error) {
      showSourcePositions(error);
      throw error;
    }
  };
}

/**
 * Parses a "Parameter Store Change" event of EventBridge.
 *
 * @throws TypeError if it is not such an event. The message names what is missing and does not quote the event
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export function parseParameterChange(event: unknown): ParameterChange {
  const { source, time, detail } = fieldsOf(event);
  const { name, operation } = fieldsOf(detail);
  const timeMs = typeof time === "string" ? Date.parse(time) : NaN;
  const missing = [
    ...(source === "aws.ssm" ? [] : ["source aws.ssm"]),
    ...(Number.isNaN(timeMs) ? ["time"] : []),
    ...(typeof name === "string" ? [] : ["detail.name"]),
    ...(typeof operation === "string" ? [] : ["detail.operation"]),
  ];
  if (missing.length > 0) {
    throw new TypeError(`Not an EventBridge "Parameter Store Change" event. Missing: ${missing.join(", ")}.`);
  }
  return { name: String(name), operation: String(operation), timeMs };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const isDirectlyUnder = (path: string, name: string): boolean =>
  name.startsWith(`${path}/`) && !name.slice(path.length + 1).includes("/");
