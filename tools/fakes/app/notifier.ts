import { defineHandler } from "./functions.ts";

/** The event, such as `{ "name": "Ada" }`. */
export interface NotifierEvent {
  readonly name: string;
}

/** Reads `appConfig` only: the secrets of the stack are out of its reach. */
export const handler = defineHandler("notifier", ({ name }: NotifierEvent, { configuration, cache }) => ({
  message: `Hello ${name}`,
  appConfig: configuration.appConfig,
  cache: cache.state,
}));
