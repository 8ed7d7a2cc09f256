/** A number in JSON's syntax: integer part, fraction, exponent. */
const JSON_NUMBER = /^-?(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A double keeps every decimal with this many digits, unless an exponent makes it too large or too small. */
const ALWAYS_EXACT_DIGITS = 15;

/**
 * Returns whether a double keeps the value of a number in JSON text, so that parsing and writing it does not change it.
 * Compares values, not spelling: `1.0`, `1e3`, `-0` and `0.1` are exact. `1234567890123456789`, `1e400` and
 * `0.1234567890123456789012` are not, and neither is a text that is not a JSON number.
 *
 * A double stands for the shortest decimal that parses to it, which is how JavaScript writes it.
 */
export function isExactNumber(text: string): boolean {
  const original = parseDecimal(text);
  if (original === undefined) return false;
  if (text.length <= ALWAYS_EXACT_DIGITS && !/e/i.test(text)) return true;
  const parsed = parseDecimal(String(Number(text))); // undefined for Infinity
  return original.digits === parsed?.digits && original.exponent === parsed.exponent;
}

interface Decimal {
  /** Without leading and trailing zeros; empty for zero. */
  readonly digits: string;
  /** The power of ten by which the digits, as an integer, are multiplied; 0 for zero. */
  readonly exponent: number;
}

/** Ignores the sign, which a double always keeps. */
function parseDecimal(text: string): Decimal | undefined {
  const [match, whole = "", fraction = "", power = "0"] = JSON_NUMBER.exec(text) ?? [];
  if (match === undefined) return undefined;
  const digits = (whole + fraction).replace(/^0+/, "");
  let { length } = digits;
  while (digits[length - 1] === "0") length--; // /0+$/ takes quadratic time
  if (length === 0) return { digits: "", exponent: 0 };
  return { digits: digits.slice(0, length), exponent: Number(power) - fraction.length + digits.length - length };
}
