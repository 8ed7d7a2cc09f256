/** A number as JSON spells it: integer part, fraction, exponent. */
const JSON_NUMBER = /^-?(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A double keeps every decimal of this many digits, unless an exponent makes it too large or too small. */
const ALWAYS_KEPT_DIGITS = 15;

/**
 * Returns whether a double keeps the value of a number that is written as JSON text, so that reading and writing it again
 * gives the same value. It compares values, not spelling: `1.0`, `1e3`, `-0` and `0.1` are exact, `1234567890123456789`,
 * `1e400` and `0.1234567890123456789012` are not. A text that is not a JSON number is not exact.
 *
 * A double stands for the shortest decimal that reads back as the same double, which is how JavaScript writes it.
 */
export function isExactNumber(text: string): boolean {
  const written = decimal(text);
  if (written === undefined) return false;
  if (text.length <= ALWAYS_KEPT_DIGITS && !/e/i.test(text)) return true;
  const kept = decimal(String(Number(text))); // undefined for Infinity
  return written.digits === kept?.digits && written.exponent === kept.exponent;
}

interface Decimal {
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  /** The power of ten that the digits, read as a whole number, are multiplied by; 0 for zero. */
  readonly exponent: number;
}

/** The sign is left out, because a double keeps it. */
function decimal(text: string): Decimal | undefined {
  const [match, whole = "", fraction = "", power = "0"] = JSON_NUMBER.exec(text) ?? [];
  if (match === undefined) return undefined;
  const digits = (whole + fraction).replace(/^0+/, "");
  let { length } = digits;
  while (digits[length - 1] === "0") length--; // /0+$/ takes quadratic time
  if (length === 0) return { digits: "", exponent: 0 };
  return { digits: digits.slice(0, length), exponent: Number(power) - fraction.length + digits.length - length };
}
