/** What Pulumi makes of an unquoted scalar of a stack file. */
export type YamlScalar =
  | { readonly kind: "null" | "string" | "timestamp" }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** Written with a double's precision: enough to recognize what arrives, and not to tell what was lost. */
  | { readonly kind: "number"; readonly value: number };

const BOOLEAN = /^(true|True|TRUE|false|False|FALSE)$/;

const NULLS = ["", "~", "null", "Null", "NULL"];

/** Pulumi fails on these, so that no program ever sees them. */
const NOT_FINITE = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;

/** A date, or a date and a time: a subset of YAML's timestamps, and one that does not check the numbers' ranges. */
const TIMESTAMP =
  /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)?$/;

const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/** Whole numbers with a prefix; a bare zero in front means octal, as in YAML 1.1. */
const PREFIXED = /^([-+]?)0(?:[xX]([\da-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;

const MAX_UINT64 = 2n ** 64n;
const MAX_INT64 = 2n ** 63n;

/**
 * Resolves an unquoted, untagged scalar as go-yaml v3 does for a value of any type, which is how Pulumi reads a stack file. It
 * is neither YAML 1.1 (`yes` and `1:30` are texts) nor YAML 1.2 (`0123`, `1_000` and `2024-01-31` are no texts).
 * @see https://github.com/go-yaml/yaml/blob/v3.0.1/resolve.go
 */
export function resolveYamlScalar(text: string): YamlScalar {
  if (NULLS.includes(text)) return { kind: "null" };
  if (BOOLEAN.test(text)) return { kind: "boolean", value: text.toLowerCase() === "true" };
  if (NOT_FINITE.test(text)) return { kind: "number", value: Number.NaN };
  if (TIMESTAMP.test(text)) return { kind: "timestamp" };
  const value = /^[-+\d]/.test(text) ? numberOf(text.replaceAll("_", "")) : fractionOf(text);
  return value === undefined ? { kind: "string" } : { kind: "number", value };
}

function numberOf(text: string): number | undefined {
  const [match, sign, hexadecimal, binary, octal] = PREFIXED.exec(text) ?? [];
  if (match === undefined) return FLOAT.test(text) ? finite(Number(text)) : undefined;
  const digits =
    hexadecimal !== undefined ? `0x${hexadecimal}` : binary !== undefined ? `0b${binary}` : `0o${octal ?? ""}`;
  const size = BigInt(digits);
  const fits = sign === "-" ? size <= MAX_INT64 : size < (sign === "" ? MAX_UINT64 : MAX_INT64);
  if (fits) return Number(sign === "-" ? -size : size);
  return FLOAT.test(text) ? finite(Number(text)) : undefined;
}

/** What begins with a point. */
const fractionOf = (text: string): number | undefined =>
  text.startsWith(".") && FLOAT.test(text) ? finite(Number(text)) : undefined;

/** A number that no double can hold stays a text. */
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
