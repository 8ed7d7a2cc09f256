import { inspect } from "node:util";
import { expect } from "chai";

/** A secret value that must not appear in any output. */
export const CANARY = "q7Zx-9vKw-3jQp-Yb8u";

/** Fails if any four consecutive characters of the canary appear in a text form of the values. */
export function expectNoCanary(...values: unknown[]): void {
  const text = values.map(allTexts).join("\n");
  for (let start = 0; start + 4 <= CANARY.length; start++) {
    expect(text).not.to.include(CANARY.slice(start, start + 4));
  }
}

/** Returns the value as `inspect`, `String` and `JSON.stringify` show it; of an error also its message, stack and cause. */
function allTexts(value: unknown): string {
  const inspected = inspect(value, { depth: Infinity, showHidden: true, getters: true });
  const texts = [inspected, String(value), JSON.stringify(value)];
  if (value instanceof Error) texts.push(value.message, value.stack ?? "", allTexts(value.cause));
  return texts.join("\n");
}
