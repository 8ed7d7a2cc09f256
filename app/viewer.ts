import type { Configuration } from "./runtime/configuration/configuration.ts";
import type { JsonObject } from "./runtime/configuration/json.ts";
import type { Section } from "./runtime/configuration/section.ts";
import type { App, AppResponse } from "./runtime/createHandler.ts";
import { lambdaHandler } from "./runtime/lambdaHandler.ts";

/** The function of the AWS post. It is constructed once for each version of the configuration, and returns it. */
export class Viewer implements App {
  readonly #masked: AppResponse;
  readonly #revealed: AppResponse;

  // What is the same for all invocations is created here, once.
  constructor({ sections, version }: Configuration) {
    const shown = (show: (section: Section) => JsonObject) => ({
      sections: Object.fromEntries(sections.map((section) => [section.name, show(section)])),
      version,
    });
    this.#masked = shown((section) => section.toJSON());
    this.#revealed = shown((section) => section.reveal());
  }

  /** Values of SecureString parameters are masked unless `revealSecrets`. */
  respond({ revealSecrets }: { readonly revealSecrets: boolean }): AppResponse {
    return revealSecrets ? this.#revealed : this.#masked;
  }
}

// Module scope: one handler for the life of the execution environment.
export const handler = lambdaHandler((configuration) => new Viewer(configuration));
