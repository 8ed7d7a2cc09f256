import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** The warnings of the program that the engine prints, without colors. */
export class EngineWarnings {
  readonly texts: string[] = [];

  /** To be passed as `onEvent`. */
  readonly record = ({ diagnosticEvent }: EngineEvent): void => {
    // The engine's own warnings belong to no resource.
    if (diagnosticEvent?.severity !== "warning" || diagnosticEvent.urn === undefined) return;
    this.texts.push(diagnosticEvent.message.replaceAll(/<\{%[a-z]+%\}>/g, "").trim());
  };
}
