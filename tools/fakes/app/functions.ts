import { handlersFor } from "../../../app/runtime/defineHandler.ts";
import type { Functions } from "../../../app/runtime/defineHandler.ts";
import type * as sections from "./sections.ts";

// One line for each function: its code is in the file of the same name, and `reads` is what it can read.
export const functions = {
  viewer: { reads: "all" },
  notifier: { reads: ["appConfig"], memorySize: 128 },
} as const satisfies Functions<typeof sections>;

export const defineHandler = handlersFor<typeof sections, typeof functions>();
