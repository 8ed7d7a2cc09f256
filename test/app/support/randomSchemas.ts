import { type } from "arktype";
import * as fc from "fast-check";
import * as v from "valibot";
import * as z from "zod";
import * as mini from "zod/mini";
import type { JsonObject, JsonValue } from "../../../app/runtime/configuration/json.ts";
import type { JsonPath } from "../../../app/runtime/configuration/jsonPath.ts";
import type { StandardSchema } from "../../../app/runtime/configuration/standardSchema.ts";

/** The rules of a value, for any validator. `digits` are text that the schema turns into a number. */
type Shape =
  | { readonly kind: "text" | "integer" | "flag" | "digits" | "level" }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "object"; readonly keys: Readonly<Record<string, Shape>>; readonly optional: readonly string[] };

/** A schema of a random validator, a section, and the places of the section that do not match. */
export interface RandomSection {
  readonly validator: string;
  readonly schema: StandardSchema<unknown, object>;
  readonly section: JsonObject;
  readonly expected: readonly JsonPath[];
}

const LEVELS = ["debug", "info"] as const;

/** Some have characters that a path quotes. Names of methods confuse valibot. */
const KEYS = ["a", "b", "key", "a b", "it's", "é", "x.y", "x[0]"];

const SCALARS = ["text", "integer", "flag", "digits", "level"] as const;

const scalar = fc.constantFrom(...SCALARS).map((kind): Shape => ({ kind }));

const { object } = fc.letrec<{ shape: Shape; object: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 2 },
    scalar,
    tie("object"),
    tie("shape").map((of): Shape => ({ kind: "list", of })),
  ),
  object: fc
    .tuple(
      fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tie("shape")), {
        minLength: 1,
        maxLength: 4,
        selector: ([key]) => key,
      }),
      fc.nat(2),
    )
    .map(([keys, optional]): Shape => ({
      kind: "object",
      keys: Object.fromEntries(keys),
      // The first key is required, because some validators accept a list as an object without required keys.
      optional: keys.slice(1, 1 + optional).map(([key]) => key),
    })),
}));

/** Values that are wrong at most places. */
const JUNK: readonly JsonValue[] = ["x", 0.5, 7, true, null, [], {}, ["x"], { other: 1 }];

/** Returns values that match the shape, with a mistake now and then. */
function valuesOf(shape: Shape): fc.Arbitrary<JsonValue> {
  // zod converts null, flags and lists to numbers, and other validators do not.
  const junk = shape.kind === "digits" ? ["x", {}, { other: 1 }] : JUNK;
  return fc.oneof({ arbitrary: rightValuesOf(shape), weight: 9 }, { arbitrary: fc.constantFrom(...junk), weight: 1 });
}

function rightValuesOf(shape: Shape): fc.Arbitrary<JsonValue> {
  switch (shape.kind) {
    case "text":
      return fc.string();
    case "integer":
      return fc.integer();
    case "flag":
      return fc.boolean();
    case "digits":
      return fc.nat().map(String);
    case "level":
      return fc.constantFrom(...LEVELS);
    case "list":
      return fc.array(valuesOf(shape.of), { maxLength: 3 });
    case "object": {
      const members = Object.entries(shape.keys).map(([key, inner]) =>
        fc.option(valuesOf(inner), { nil: undefined, freq: 9 }).map((value) => [key, value] as const),
      );
      const extra = fc.constantFrom(["extra", 1] as const, ["extra", undefined] as const);
      return fc.tuple(extra, ...members).map((entries) => {
        const present = entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
        return Object.fromEntries<JsonValue>(present);
      });
    }
  }
}

/** Returns the places of a value that do not match a shape. */
function mismatchesOf(shape: Shape, value: JsonValue | undefined, path: JsonPath = []): JsonPath[] {
  const unless = (matches: boolean) => (matches ? [] : [path]);
  switch (shape.kind) {
    case "text":
      return unless(typeof value === "string");
    case "integer":
      return unless(Number.isInteger(value));
    case "flag":
      return unless(typeof value === "boolean");
    case "digits":
      return unless(typeof value === "string" && /^\d+$/.test(value));
    case "level":
      return unless(LEVELS.some((level) => level === value));
    case "list":
      if (!Array.isArray(value)) return [path];
      return (value as JsonValue[]).flatMap((item, index) => mismatchesOf(shape.of, item, [...path, index]));
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
      return Object.entries(shape.keys).flatMap(([key, inner]) => {
        const isPresent = Object.hasOwn(value, key);
        if (!isPresent && shape.optional.includes(key)) return [];
        return mismatchesOf(inner, isPresent ? (value as JsonObject)[key] : undefined, [...path, key]);
      });
  }
}

/** The parts of a validator. A schema is opaque here. */
interface Validator<Schema> extends Readonly<Record<(typeof SCALARS)[number], Schema>> {
  readonly list: (of: Schema) => Schema;
  readonly object: (keys: Readonly<Record<string, Schema>>, optional: readonly string[]) => Schema;
}

const mapKeys = <Schema>(
  keys: Readonly<Record<string, Schema>>,
  optional: readonly string[],
  makeOptional: (schema: Schema) => Schema,
) =>
  Object.fromEntries(Object.entries(keys).map(([key, one]) => [key, optional.includes(key) ? makeOptional(one) : one]));

const ZOD: Validator<z.ZodType> = {
  text: z.string(),
  integer: z.int(),
  flag: z.boolean(),
  digits: z.coerce.number().int(),
  level: z.enum(LEVELS),
  list: (of) => z.array(of),
  object: (keys, optional) => z.object(mapKeys(keys, optional, (one) => one.optional())),
};

const MINI: Validator<mini.ZodMiniType> = {
  text: mini.string(),
  integer: mini.int(),
  flag: mini.boolean(),
  digits: mini.coerce.number().check(mini.int()),
  level: mini.enum(LEVELS),
  list: (of) => mini.array(of),
  object: (keys, optional) => mini.object(mapKeys(keys, optional, (one) => mini.optional(one))),
};

const VALIBOT: Validator<v.GenericSchema> = {
  text: v.string(),
  integer: v.pipe(v.number(), v.integer()),
  flag: v.boolean(),
  digits: v.pipe(v.string(), v.toNumber(), v.integer()),
  level: v.picklist(LEVELS),
  list: (of) => v.array(of),
  object: (keys, optional) => v.object(mapKeys(keys, optional, (one) => v.optional(one) as v.GenericSchema)),
};

const ARKTYPE: Validator<type.Any> = {
  text: type("string"),
  integer: type("number.integer"),
  flag: type("boolean"),
  digits: type("string.integer.parse"),
  level: type.enumerated(...LEVELS),
  list: (of) => of.array(),
  object: (keys, optional) =>
    type(
      Object.fromEntries(Object.entries(keys).map(([key, one]) => [optional.includes(key) ? `${key}?` : key, one])),
    ) as type.Any,
};

function schemaOf<Schema>(validator: Validator<Schema>, shape: Shape): Schema {
  if (shape.kind === "list") return validator.list(schemaOf(validator, shape.of));
  if (shape.kind !== "object") return validator[shape.kind];
  const keys = Object.entries(shape.keys).map(([key, inner]) => [key, schemaOf(validator, inner)] as const);
  return validator.object(Object.fromEntries(keys), shape.optional);
}

const VALIDATORS = { zod: ZOD, "zod/mini": MINI, valibot: VALIBOT, arktype: ARKTYPE };

export const randomSections: fc.Arbitrary<RandomSection> = fc
  .tuple(fc.constantFrom(...(Object.keys(VALIDATORS) as (keyof typeof VALIDATORS)[])), object)
  .chain(([validator, shape]) =>
    rightValuesOf(shape).map((value) => ({
      validator,
      schema: schemaOf<unknown>(VALIDATORS[validator] as Validator<unknown>, shape) as StandardSchema<unknown, object>,
      section: value as JsonObject,
      expected: mismatchesOf(shape, value),
    })),
  );
