import { inspect } from "node:util";
import { expect } from "chai";

/** A secret value that must not appear in any output. */
export const CANARY = "h4Wm-6tRz-8nLs-2cXe";

/** Returns all text of a value: its JSON and what `inspect` prints, with hidden fields and stack traces. */
export function everyTextOf(thing: unknown): string {
  const text = `${inspect(thing, { depth: Infinity, showHidden: true })} ${JSON.stringify(thing)}`;
  return thing instanceof Error ? `${text} ${thing.message} ${thing.stack ?? ""} ${everyTextOf(thing.cause)}` : text;
}

/** Asserts that no part of the canary is in the text of these values. */
export function expectNoCanary(...things: unknown[]): void {
  for (const thing of things) {
    const text = everyTextOf(thing);
    for (const part of CANARY.split("-")) expect(text).not.to.include(part);
  }
}
