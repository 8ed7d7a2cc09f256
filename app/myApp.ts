import type { Configuration } from "./configuration.ts";
import type { JsonObject } from "./json.ts";

export interface MyAppResponse {
  /** The sections' values by section name. */
  readonly sections: Readonly<Record<string, JsonObject>>;
  /** The version of the snapshot they come from. */
  readonly version: string;
}

/** The example application: it is constructed once for each snapshot of its configuration and answers with it. */
export class MyApp {
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** Values of SecureString parameters are masked unless `revealSecrets`. */
  respond({ revealSecrets }: { readonly revealSecrets: boolean }): MyAppResponse {
    const { sections, version } = this.#configuration;
    const shown = sections.map(
      (section) => [section.name, revealSecrets ? section.reveal() : section.toJSON()] as const,
    );
    return { sections: Object.fromEntries(shown), version };
  }
}
