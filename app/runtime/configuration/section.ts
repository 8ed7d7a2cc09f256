import { inspect } from "node:util";
import type { InspectOptions } from "node:util";
import { ConfigurationError } from "./configurationError.ts";
import { isJsonObject, mask } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";

/** The parts of a section. */
export interface SectionArgs {
  /** The last segment of the parameter's name. */
  readonly name: string;
  /** Whether the parameter is a SecureString, whose values must not be shown. */
  readonly secret: boolean;
  /** The parameter's value. */
  readonly values: JsonObject;
}

/**
 * The JSON object in one parameter. `string`, `number`, `boolean`, `object` and `reveal` return the values themselves.
 * JSON.stringify, util.inspect and String show masks in place of the values if the section is secret.
 *
 * @example
 * const database = configuration.section("database");
 * const pool = createPool({ host: database.string("host"), port: database.number("port") });
 * console.log(`connected with ${database}`); // connected with {"host":"********","port":"********"}
 */
export class Section {
  /** The last segment of the parameter's name. */
  readonly name: string;
  /** Whether the parameter is a SecureString, whose values are masked. */
  readonly secret: boolean;
  readonly #values: JsonObject;

  constructor({ name, secret, values }: SectionArgs) {
    this.name = name;
    this.secret = secret;
    this.#values = values;
  }

  /**
   * Returns a string.
   *
   * @throws ConfigurationError if the key is missing or its value is not a string
   * @example
   * const url = configuration.section("api").string("url");
   */
  string(key: string): string {
    const value = this.#value(key, "string");
    if (typeof value !== "string") throw this.#wrongType(key, "string", value);
    return value;
  }

  /**
   * Returns a number.
   *
   * @throws ConfigurationError if the key is missing or its value is not a number
   * @example
   * const port = configuration.section("database").number("port");
   */
  number(key: string): number {
    const value = this.#value(key, "number");
    if (typeof value !== "number") throw this.#wrongType(key, "number", value);
    return value;
  }

  /**
   * Returns a boolean.
   *
   * @throws ConfigurationError if the key is missing or its value is not a boolean
   * @example
   * const enabled = configuration.section("features").boolean("newCheckout");
   */
  boolean(key: string): boolean {
    const value = this.#value(key, "boolean");
    if (typeof value !== "boolean") throw this.#wrongType(key, "boolean", value);
    return value;
  }

  /**
   * Returns a nested object, unmasked.
   *
   * @throws ConfigurationError if the key is missing or its value is not an object (a list is not)
   * @example
   * const { user, password } = configuration.section("database").object("credentials");
   */
  object(key: string): JsonObject {
    const value = this.#value(key, "object");
    if (!isJsonObject(value)) throw this.#wrongType(key, "object", value);
    return value;
  }

  /**
   * Returns all values, unmasked. Keep them out of logs, errors and responses.
   *
   * @example
   * const client = createClient(configuration.section("api").reveal());
   */
  reveal(): JsonObject {
    return this.#values;
  }

  /** Returns the values, or masks in their place if the section is secret. */
  toJSON(): JsonObject {
    return this.secret ? mask(this.#values) : this.#values;
  }

  /** Returns the JSON text of `toJSON()`. */
  toString(): string {
    return JSON.stringify(this);
  }

  [inspect.custom](depth: number, options: InspectOptions): string {
    return `Section ${inspect(this.toJSON(), { ...options, depth })}`;
  }

  #value(key: string, expected: string): JsonValue {
    const value = Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
    if (value !== undefined) return value;
    throw new ConfigurationError(
      `Section "${this.name}" has no key "${key}", which must be a JSON ${expected}. ` +
        `Fix: add it to the JSON object in the parameter "${this.name}".`,
    );
  }

  #wrongType(key: string, expected: string, value: JsonValue): ConfigurationError {
    return new ConfigurationError(
      `"${key}" in section "${this.name}" must be a JSON ${expected} (got ${typeName(value)}). ` +
        `Fix: change its type in the parameter "${this.name}".`,
    );
  }
}

function typeName(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
