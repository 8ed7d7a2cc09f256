import { inspect } from "node:util";
import type { InspectOptions } from "node:util";
import { ConfigurationError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Section } from "./section.ts";

export interface ConfigurationArgs {
  /** The path that holds the parameters, such as `/dev/parameterStoreBlog`. */
  readonly path: string;
  /** Identifies the snapshot: it changes whenever a parameter is added, written or removed. */
  readonly version: string;
  readonly sections: Iterable<Section>;
}

/** One snapshot of all parameters under a path. Shown as text it masks what its sections mask. */
export class Configuration {
  readonly path: string;
  readonly version: string;
  readonly #sections: ReadonlyMap<string, Section>;

  constructor({ path, version, sections }: ConfigurationArgs) {
    this.path = path;
    this.version = version;
    this.#sections = new Map(Array.from(sections, (section) => [section.name, section]));
  }

  get sections(): readonly Section[] {
    return [...this.#sections.values()];
  }

  section(name: string): Section {
    const section = this.#sections.get(name);
    if (section !== undefined) return section;
    const known = [...this.#sections.keys()].map((key) => `"${key}"`).join(", ");
    throw new ConfigurationError(
      `${this.path} has no section "${name}"; its sections are: ${known}. ` +
        `Ask for one of these or add the parameter ${this.path}/${name}.`,
    );
  }

  toJSON(): { path: string; version: string; sections: Record<string, JsonObject> } {
    const sections = Object.fromEntries(this.sections.map((section) => [section.name, section.toJSON()]));
    return { path: this.path, version: this.version, sections };
  }

  toString(): string {
    return JSON.stringify(this);
  }

  [inspect.custom](depth: number, options: InspectOptions): string {
    return `Configuration ${inspect(this.toJSON(), { ...options, depth })}`;
  }
}
