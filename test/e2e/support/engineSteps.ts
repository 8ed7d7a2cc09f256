import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

const QUIET = ["same", "refresh", "read"];

/** What the engine does, or would do, to each resource that it does not leave alone: name to operations. */
export class EngineSteps {
  readonly byName: Record<string, string[]> = {};

  /** To be passed as `onEvent`. */
  readonly record = ({ resourcePreEvent }: EngineEvent): void => {
    const { op, urn } = resourcePreEvent?.metadata ?? { op: "same", urn: "" };
    if (QUIET.includes(op)) return;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    (this.byName[name] ??= []).push(op);
  };
}

/** The message of an engine's failure, which holds what it printed. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("The engine should have failed.");
}
