import { inspect } from "node:util";
import { expect } from "chai";

/** A value that must never be seen. */
export const CANARY = "q7Zx-9vKw-3jQp-Yb8u";

/** Fails when any four characters in a row of the canary appear in the things, however they are turned into text. */
export function expectNoCanary(...things: unknown[]): void {
  const text = things.map(everyText).join("\n");
  for (let start = 0; start + 4 <= CANARY.length; start++) {
    expect(text).not.to.include(CANARY.slice(start, start + 4));
  }
}

function everyText(thing: unknown): string {
  const shown = inspect(thing, { depth: Infinity, showHidden: true, getters: true });
  const texts = [shown, String(thing), JSON.stringify(thing)];
  if (thing instanceof Error) texts.push(thing.message, thing.stack ?? "", everyText(thing.cause));
  return texts.join("\n");
}
