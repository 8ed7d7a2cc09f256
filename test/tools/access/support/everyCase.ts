import { recordedStacks } from "../../../../tools/access/recordedStacks.ts";
import type { StackPair } from "../../../../tools/access/stack.ts";
import { appDeclaring, sharedProject } from "../../../../tools/fakes/projectWithApp.ts";

/** The functions of an app in which every kind of `reads` occurs. */
export const EVERY_CASE = {
  viewer: "all",
  payer: ["appConfig", "payments"],
  auditor: ["audit"],
  notifier: ["appConfig"],
  pinger: [],
} as const satisfies Readonly<Record<string, "all" | readonly string[]>>;

export const FUNCTION_NAMES = Object.keys(EVERY_CASE) as readonly (keyof typeof EVERY_CASE)[];

/** The functions that read something: the recycler has nothing to do for the others. */
export const RECYCLED_NAMES = FUNCTION_NAMES.filter((name) => EVERY_CASE[name].length > 0);

let recorded: Promise<readonly StackPair[]> | undefined;

/** Returns a stack of that app with the stack of the other environment. */
export async function everyCase(name: string): Promise<StackPair> {
  recorded ??= record();
  const pair = (await recorded).find(({ stack }) => stack.name === name);
  if (pair === undefined) throw new Error(`Stack "${name}" is not recorded.`);
  return pair;
}

function record(): Promise<readonly StackPair[]> {
  const functions = Object.fromEntries(Object.entries(EVERY_CASE).map(([name, reads]) => [name, { reads }]));
  const sections = { appConfig: "plain", payments: "secret", audit: "secret" } as const;
  return recordedStacks(sharedProject(appDeclaring(functions, sections)));
}
