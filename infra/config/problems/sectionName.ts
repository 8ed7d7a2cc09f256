import { membersOf } from "./receivedValue.ts";
import type { ReceivedValue } from "./receivedValue.ts";

/** The two maps of sections as they received, valid or not. */
export interface Sections {
  readonly parameters?: ReceivedValue | undefined;
  readonly secrets?: ReceivedValue | undefined;
}

/** Returns whether a name can be the last segment of a parameter's path. */
export const isSectionName = (name: string): boolean => /^[a-zA-Z0-9_.-]+$/.test(name) && name !== "__proto__";

/** Derives a valid section name from an invalid one, or from one that another section has. */
export function deriveSectionName(wanted: string, { parameters, secrets }: Sections): string {
  const taken = [parameters, secrets].flatMap((map) => membersOf(map).map(([name]) => name));
  const name = wanted.replaceAll(/[^\w.-]/g, "_").replace(/^(_*|__proto__)$/, "section");
  let free = name;
  for (let count = 2; taken.includes(free); count++) free = `${name}${count}`;
  return free;
}
