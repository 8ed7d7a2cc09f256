import { handlersFor } from "../../../../app/runtime/defineHandler.ts";
import type { Functions } from "../../../../app/runtime/defineHandler.ts";
import type * as sections from "./sections.ts";

export const functions = {
  viewer: { reads: "all" },
  notifier: { reads: ["appConfig", "anything"], memorySize: 128 },
  ticker: { reads: [] },
  typed: { reads: ["byZod", "byMini", "byValibot", "byArktype", "unmanaged"] },
} as const satisfies Functions<typeof sections>;

export const defineHandler = handlersFor<typeof sections, typeof functions>();

// @ts-expect-error no section has this name
export const unknownSection = { notifier: { reads: ["appConfig", "nope"] } } as const satisfies Functions<
  typeof sections
>;
// @ts-expect-error this export is not a section
export const notASection = { notifier: { reads: ["notASection"] } } as const satisfies Functions<typeof sections>;
// @ts-expect-error no setting has this name
export const unknownSetting = { notifier: { reads: [], memory: 128 } } as const satisfies Functions<typeof sections>;
