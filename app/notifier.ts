import { defineHandler } from "./functions.ts";

/** What the function is invoked with: `{ "name": "Ada" }`. */
export interface NotifierEvent {
  readonly name: string;
}

/** Reads `appConfig` only: the secrets of the stack are out of its reach. */
export const handler = defineHandler("notifier", ({ name }: NotifierEvent, { configuration, cache }) => ({
  message: `Hello ${name}`,
  appConfig: configuration.appConfig,
  cache: cache.state,
}));
