import { inspect } from "node:util";
import { expect } from "chai";

/** A secret value that must be seen nowhere else. */
export const CANARY = "h4Wm-6tRz-8nLs-2cXe";

/** Everything that can be read from a thing: what it prints, hidden fields and stacks included. */
export function everyTextOf(thing: unknown): string {
  const text = `${inspect(thing, { depth: Infinity, showHidden: true })} ${JSON.stringify(thing)}`;
  return thing instanceof Error ? `${text} ${thing.message} ${thing.stack ?? ""} ${everyTextOf(thing.cause)}` : text;
}

export function expectNoCanary(...things: unknown[]): void {
  for (const thing of things) {
    const text = everyTextOf(thing);
    for (const part of CANARY.split("-")) expect(text).not.to.include(part);
  }
}
