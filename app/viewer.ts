import type { Configuration } from "./runtime/configuration/configuration.ts";
import type { JsonObject } from "./runtime/configuration/json.ts";
import type { Section } from "./runtime/configuration/section.ts";
import type { App, AppResponse } from "./runtime/createHandler.ts";
import { lambdaHandler } from "./runtime/lambdaHandler.ts";

/**
 * The function of the AWS blog post: returns its configuration. Replace it with your own code, which reads values:
 *
 * @example
 * constructor(configuration: Configuration) {
 *   this.#secretKey = configuration.section("appSecrets").string("secretKey");
 * }
 */
export class Viewer implements App {
  readonly #masked: AppResponse;
  readonly #revealed: AppResponse;

  /** Runs once for each version of the configuration. Create here what invocations share, such as a client. */
  constructor({ sections, version }: Configuration) {
    const responseOf = (valuesOf: (section: Section) => JsonObject) => ({
      sections: Object.fromEntries(sections.map((section) => [section.name, valuesOf(section)])),
      version,
    });
    this.#masked = responseOf((section) => section.toJSON());
    this.#revealed = responseOf((section) => section.reveal());
  }

  /** Runs at each invocation. Values of SecureString parameters are masked unless `revealSecrets`. */
  respond({ revealSecrets }: { readonly revealSecrets: boolean }): AppResponse {
    return revealSecrets ? this.#revealed : this.#masked;
  }
}

// In module scope, so that the execution environment keeps one handler and its cached configuration.
export const handler = lambdaHandler((configuration) => new Viewer(configuration));
