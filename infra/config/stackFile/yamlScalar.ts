/** The value that Pulumi reads from an unquoted scalar of a stack file. */
export type YamlScalar =
  | { readonly kind: "null" | "string" | "timestamp" }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** The value as a double: precise enough to recognize the received value, but not to detect lost digits. */
  | { readonly kind: "number"; readonly value: number };

const BOOLEAN = /^(true|True|TRUE|false|False|FALSE)$/;

const NULLS = ["", "~", "null", "Null", "NULL"];

/** Numbers that Pulumi rejects, so the program never receives them. */
const NOT_FINITE = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;

/** A date, or a date and a time. This is a subset of YAML's timestamps that does not check the ranges of numbers. */
const TIMESTAMP =
  /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)?$/;

const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/** Whole numbers with a prefix. The prefix `0` means octal, as in YAML 1.1. */
const PREFIXED = /^([-+]?)0(?:[xX]([\da-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;

const UINT64_LIMIT = 2n ** 64n;
const INT64_LIMIT = 2n ** 63n;

/** A time in Go's format, to which Pulumi converts an unquoted date. */
const GO_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([-+]\d\d)(\d\d) \S+$/;

/**
 * Resolves an unquoted, untagged scalar like go-yaml v3, with which Pulumi reads a stack file. Its rules are neither those
 * of YAML 1.1 (`yes` and `1:30` are strings) nor those of YAML 1.2 (`0123`, `1_000` and `2024-01-31` are not strings).
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
  const fits = sign === "-" ? size <= INT64_LIMIT : size < (sign === "" ? UINT64_LIMIT : INT64_LIMIT);
  if (fits) return Number(sign === "-" ? -size : size);
  return FLOAT.test(text) ? finite(Number(text)) : undefined;
}

/** Returns the number of a scalar that begins with a point. */
const fractionOf = (text: string): number | undefined =>
  text.startsWith(".") && FLOAT.test(text) ? finite(Number(text)) : undefined;

/** Returns undefined for a number that exceeds a double, which remains a string. */
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Returns whether a string is a time in Go's format. */
export const isGoTime = (text: string): boolean => GO_TIME.test(text);

/** Returns the date, or the date and time, from which Pulumi made a Go time: `2024-01-31` for midnight in UTC. */
export function originalDate(goTime: string): string {
  const [, date = "", time = "", hours = "", minutes = ""] = GO_TIME.exec(goTime) ?? [];
  const isUtc = hours === "+00" && minutes === "00";
  if (isUtc && time === "00:00:00") return date;
  return `${date}T${time}${isUtc ? "Z" : `${hours}:${minutes}`}`;
}
