import { inspect } from "node:util";
import type { InspectOptions } from "node:util";
import { ConfigurationError } from "./configurationError.ts";
import type { JsonObject } from "./json.ts";
import type { Section } from "./section.ts";

/** The parts of a configuration. */
export interface ConfigurationArgs {
  /** The path that holds the parameters, such as `/dev/parameterStoreBlog`. */
  readonly path: string;
  /** Identifies the snapshot: it changes when a parameter is added, written or removed. */
  readonly version: string;
  /** One for each parameter directly under the path. */
  readonly sections: Iterable<Section>;
}

/**
 * A snapshot of all parameters under a path, one section for each. JSON.stringify, util.inspect and String show masks
 * in place of secret values.
 *
 * @example
 * const url = configuration.section("database").string("url");
 */
export class Configuration {
  /** The path that holds the parameters, such as `/dev/parameterStoreBlog`. */
  readonly path: string;
  /** Identifies the snapshot: it changes when a parameter is added, written or removed. */
  readonly version: string;
  readonly #sections: ReadonlyMap<string, Section>;

  constructor({ path, version, sections }: ConfigurationArgs) {
    this.path = path;
    this.version = version;
    this.#sections = new Map(Array.from(sections, (section) => [section.name, section]));
  }

  /**
   * All sections.
   *
   * @example
   * const names = configuration.sections.map(({ name }) => name);
   */
  get sections(): readonly Section[] {
    return [...this.#sections.values()];
  }

  /**
   * Returns the section with a name, which is the last segment of its parameter's name.
   *
   * @throws ConfigurationError if there is no such section
   * @example
   * const database = configuration.section("database"); // from /dev/parameterStoreBlog/database
   */
  section(name: string): Section {
    const section = this.#sections.get(name);
    if (section !== undefined) return section;
    const known = [...this.#sections.keys()].map((key) => `"${key}"`).join(", ");
    throw new ConfigurationError(
      `There is no section "${name}" under ${this.path}. Sections: ${known}. ` +
        `Fix: use one of these, or add the parameter ${this.path}/${name}.`,
    );
  }

  /** Returns path, version and sections, with masks in place of secret values. */
  toJSON(): { path: string; version: string; sections: Record<string, JsonObject> } {
    const sections = Object.fromEntries(this.sections.map((section) => [section.name, section.toJSON()]));
    return { path: this.path, version: this.version, sections };
  }

  /** Returns the JSON text of `toJSON()`. */
  toString(): string {
    return JSON.stringify(this);
  }

  [inspect.custom](depth: number, options: InspectOptions): string {
    return `Configuration ${inspect(this.toJSON(), { ...options, depth })}`;
  }
}
