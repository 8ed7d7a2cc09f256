import { inspect } from "node:util";
import type { InspectOptions } from "node:util";
import { ConfigurationError } from "./errors.ts";
import { isJsonObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { mask } from "./mask.ts";

export interface SectionArgs {
  /** The last segment of the parameter's name. */
  readonly name: string;
  /** Whether the values come from a SecureString and must not be shown. */
  readonly secret: boolean;
  readonly values: JsonObject;
}

/**
 * One parameter's JSON object. Typed access (`string`, `number`, `boolean`, `object`) and `reveal` give the values
 * themselves; whatever turns a secret section into text (JSON.stringify, util.inspect, String) shows masks instead.
 */
export class Section {
  readonly name: string;
  readonly secret: boolean;
  readonly #values: JsonObject;

  constructor({ name, secret, values }: SectionArgs) {
    this.name = name;
    this.secret = secret;
    this.#values = values;
  }

  string(key: string): string {
    const value = this.#value(key, "string");
    if (typeof value !== "string") throw this.#wrongType(key, "string", value);
    return value;
  }

  number(key: string): number {
    const value = this.#value(key, "number");
    if (typeof value !== "number") throw this.#wrongType(key, "number", value);
    return value;
  }

  boolean(key: string): boolean {
    const value = this.#value(key, "boolean");
    if (typeof value !== "boolean") throw this.#wrongType(key, "boolean", value);
    return value;
  }

  object(key: string): JsonObject {
    const value = this.#value(key, "object");
    if (!isJsonObject(value)) throw this.#wrongType(key, "object", value);
    return value;
  }

  /** The raw values, unmasked: keep them out of logs, errors and responses. */
  reveal(): JsonObject {
    return this.#values;
  }

  toJSON(): JsonObject {
    return this.secret ? mask(this.#values) : this.#values;
  }

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
      `Section "${this.name}" must have "${key}" as JSON ${expected}, but has no such key. ` +
        `Add it to the JSON object in the parameter of that name.`,
    );
  }

  #wrongType(key: string, expected: string, value: JsonValue): ConfigurationError {
    return new ConfigurationError(
      `Section "${this.name}" must have "${key}" as JSON ${expected}, but it is ${typeName(value)}. ` +
        `Change its type in the parameter of that name.`,
    );
  }
}

function typeName(value: JsonValue): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `of type ${typeof value}`;
}
