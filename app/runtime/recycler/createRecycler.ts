import type { LogEntry } from "../telemetry/log.ts";
import { showSourcePositions } from "../telemetry/sourcePositions.ts";
import { parameterChange } from "./parameterChange.ts";
import { recycleEnvironments } from "./recycleEnvironments.ts";
import type { RecycleDependencies } from "./recycleEnvironments.ts";

export interface RecyclerDependencies extends RecycleDependencies {
  /** `/dev/parameterStoreBlog`: changes of parameters directly under it are answered. */
  readonly path: string;
  readonly log: (entry: LogEntry) => void;
}

/** What became of a change. */
export type RefreshOutcome = "renewed" | "covered" | "ignored";

export type Recycler = (event: unknown, context?: { readonly awsRequestId: string }) => Promise<RefreshOutcome>;

/** Answers each change of a parameter by fresh execution environments of the function that reads it. */
export function createRecycler({ path, log, ...renewer }: RecyclerDependencies): Recycler {
  return async (event, context) => {
    try {
      const { name, operation, timeMs } = parameterChange(event);
      const outcome = !isDirectlyUnder(path, name)
        ? "ignored" // the rule lets through what lies deeper, which the function does not read
        : (await recycleEnvironments(timeMs, renewer))
          ? "renewed"
          : "covered";
      const ageSeconds = (renewer.wallClockMs() - timeMs) / 1000;
      log({
        level: "INFO",
        message: `change ${outcome}`,
        requestId: context?.awsRequestId,
        name,
        operation,
        ageSeconds,
      });
      return outcome;
    } catch (error) {
      showSourcePositions(error);
      throw error;
    }
  };
}

const isDirectlyUnder = (path: string, name: string): boolean =>
  name.startsWith(`${path}/`) && !name.slice(path.length + 1).includes("/");
