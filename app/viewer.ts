import type { Configuration } from "./runtime/configuration/configuration.ts";
import type { JsonObject } from "./runtime/configuration/json.ts";
import type { Section } from "./runtime/configuration/section.ts";

export interface MyAppResponse {
  /** The sections' values by section name. */
  readonly sections: Readonly<Record<string, JsonObject>>;
  /** The version of the snapshot they come from. */
  readonly version: string;
}

/** The example application: it is constructed once for each snapshot of its configuration and answers with it. */
export class MyApp {
  readonly #masked: MyAppResponse;
  readonly #revealed: MyAppResponse;

  // What is the same for all invocations is made here, once.
  constructor({ sections, version }: Configuration) {
    const shown = (show: (section: Section) => JsonObject) => ({
      sections: Object.fromEntries(sections.map((section) => [section.name, show(section)])),
      version,
    });
    this.#masked = shown((section) => section.toJSON());
    this.#revealed = shown((section) => section.reveal());
  }

  /** Values of SecureString parameters are masked unless `revealSecrets`. */
  respond({ revealSecrets }: { readonly revealSecrets: boolean }): MyAppResponse {
    return revealSecrets ? this.#revealed : this.#masked;
  }
}
