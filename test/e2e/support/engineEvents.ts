import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

const UNCHANGED = ["same", "refresh", "read"];

/** The operations that the engine performs, or would perform, by the name of the resource. Unchanged ones are left out. */
export class EngineSteps {
  readonly byName: Record<string, string[]> = {};

  /** A callback for the option `onEvent`. */
  readonly record = ({ resourcePreEvent }: EngineEvent): void => {
    const { op, urn } = resourcePreEvent?.metadata ?? { op: "same", urn: "" };
    if (UNCHANGED.includes(op)) return;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    (this.byName[name] ??= []).push(op);
  };
}

/** The warnings of the program that the engine prints, without color codes. */
export class EngineWarnings {
  readonly texts: string[] = [];

  /** A callback for the option `onEvent`. */
  readonly record = ({ diagnosticEvent }: EngineEvent): void => {
    // The engine's own warnings belong to no resource.
    if (diagnosticEvent?.severity !== "warning" || diagnosticEvent.urn === undefined) return;
    this.texts.push(withoutColors(diagnosticEvent.message));
  };
}

/** The program's messages about changes of the key policy, with their severity and without color codes. */
export class GrantMessages {
  readonly texts: string[] = [];

  /** A callback for the option `onEvent`. */
  readonly record = ({ diagnosticEvent }: EngineEvent): void => {
    const text = withoutColors(diagnosticEvent?.message ?? "");
    if (text.startsWith("The key policy ")) this.texts.push(`${diagnosticEvent?.severity ?? ""}: ${text}`);
  };
}

const withoutColors = (message: string): string => message.replaceAll(/<\{%[a-z]+%\}>/g, "").trim();

/** Returns the error message of work that must fail. The engine's contains its whole output. */
export async function expectFailure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("The operation succeeded, but must fail.");
}
