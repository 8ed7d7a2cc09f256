import type { JsonObject } from "./json.ts";
import type { StandardSchema } from "./standardSchema.ts";

/** A section of the configuration, as `app/sections.ts` declares it: one parameter, whose value is a JSON object. */
export interface Section<Values = unknown> {
  /** A `secret` section is a SecureString parameter, a `plain` one is a String parameter. */
  readonly kind: "plain" | "secret";
  /** The schema, whose output is the section's type. */
  readonly schema?: StandardSchema<unknown, Values> | undefined;
  /** False for a secret that is written elsewhere. */
  readonly managed?: boolean;
}

export interface SecretOptions {
  /**
   * Whether the stack writes the secret, from `secrets` of the stack config. Default: true. With false, functions can read
   * it, and it is written elsewhere, such as manually or by a rotation. The stack neither writes nor deletes it.
   */
  readonly managed?: boolean;
}

/** The names of the exports of `app/sections.ts` that are sections. */
export type SectionNames<Sections> = {
  [Name in keyof Sections]: Sections[Name] extends Section ? Name : never;
}[keyof Sections] &
  string;

/** The type of a section's values. */
export type ValuesOf<Declared> = Declared extends Section<infer Values> ? Values : never;

/**
 * Declares a section of plain values: a String parameter, from `parameters` of the stack config.
 *
 * @param schema any Standard Schema, such as one of zod; without one the section is a JSON object
 * @example
 * export const appConfig = plain();
 * export const limits = plain(z.object({ maxItems: z.number() }));
 */
export function plain(): Section<JsonObject>;
export function plain<Values>(schema: StandardSchema<unknown, Values>): Section<Values>;
export function plain<Values>(schema?: StandardSchema<unknown, Values>): Section<Values> {
  return { kind: "plain", schema };
}

/**
 * Declares a section of secrets: a SecureString parameter under the stack's key, from `secrets` of the stack config. Only
 * the functions that read it can decrypt it.
 *
 * @param schema any Standard Schema whose output is an object; without one the section is a JSON object
 * @example
 * export const appSecrets = secret();
 * export const database = secret(z.object({ user: z.string(), port: z.coerce.number() }));
 * export const rotated = secret(z.object({ password: z.string() }), { managed: false });
 */
export function secret(schema?: undefined, options?: SecretOptions): Section<JsonObject>;
export function secret<Values extends object>(
  schema: StandardSchema<unknown, Values>,
  options?: SecretOptions,
): Section<Values>;
export function secret<Values extends object>(
  schema?: StandardSchema<unknown, Values>,
  { managed = true }: SecretOptions = {},
): Section<Values> {
  return { kind: "secret", schema, managed };
}

/** Returns whether an export of `app/sections.ts` is a section. */
export function isSection(value: unknown): value is Section {
  return (
    typeof value === "object" && value !== null && "kind" in value && ["plain", "secret"].includes(String(value.kind))
  );
}
