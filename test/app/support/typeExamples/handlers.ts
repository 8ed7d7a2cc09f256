import { defineHandler } from "./functions.ts";

export const viewer = defineHandler("viewer", {
  setUp: async (configuration) => {
    const found: number = Object.keys(configuration.undeclared).length;
    return Promise.resolve(configuration.appSecrets.secretKey.length + configuration.appConfig.url.length + found);
  },
  handle: (event: { readonly id: string }, { app, cache, context, configuration }) => ({
    doubled: app * 2,
    id: event.id,
    request: context.awsRequestId,
    version: cache.version,
    more: configuration.anything["key"],
  }),
});

export const notifier = defineHandler("notifier", async (event: { readonly name: string }, { configuration }) =>
  Promise.resolve(`${event.name} ${configuration.appConfig.url}`),
);

export const ticker = defineHandler("ticker", (_event: unknown, { app }) => {
  const nothing: undefined = app;
  return nothing;
});

export const undeclaredInSetUp = defineHandler("notifier", {
  // @ts-expect-error notifier does not read appSecrets
  setUp: (configuration) => configuration.appSecrets as unknown,
  handle: (_event: unknown, { app }) => app,
});

export const undeclaredInHandle = defineHandler(
  "notifier",
  // @ts-expect-error notifier does not read appSecrets
  (_event: unknown, { configuration }) => configuration.appSecrets as unknown,
);

export const undeclaredParameters = defineHandler(
  "notifier",
  // @ts-expect-error only a function that reads "all" finds what nobody declared
  (_event: unknown, { configuration }) => configuration.undeclared as unknown,
);

export const unknownFunction = defineHandler(
  // @ts-expect-error no function has this name
  "nobody",
  () => 1,
);

export const wrongKey = defineHandler(
  "notifier",
  // @ts-expect-error appConfig has no such key
  (_event: unknown, { configuration }) => configuration.appConfig.uri as unknown,
);

/** The setUp may be async: `app` is what its promise resolves to. */
export const asyncSetUp = defineHandler("notifier", {
  setUp: async ({ appConfig }) => Promise.resolve({ url: appConfig.url }),
  handle: (_event: unknown, { app }) => {
    const url: string = app.url;
    return url;
  },
});

export const promiseAsApp = defineHandler("notifier", {
  setUp: async ({ appConfig }) => Promise.resolve(appConfig.url),
  handle: (_event: unknown, { app }) => {
    // @ts-expect-error app is the string, not its promise
    const promise: Promise<string> = app;
    return promise;
  },
});

/** The definition has the types of the function's event and response, for tests. */
export const greeting: Promise<string> | string = notifier.handle(
  { name: "Ada" },
  {
    app: undefined,
    configuration: { appConfig: { url: "u" }, anything: { key: [1, "two", null] } },
    context: {} as Parameters<typeof notifier.handle>[1]["context"],
    cache: { state: "hit", ageSeconds: 1, version: "abc" },
  },
);

export type NotifierEvent = Parameters<typeof notifier.handle>[0];
export const event: NotifierEvent = { name: "Ada" };
// @ts-expect-error the event has no such property
export const wrongEvent: NotifierEvent = { id: "Ada" };

/** Without an annotation, the event is unknown. */
export const inferredEvent = defineHandler("ticker", (tick, { cache }) => {
  const untyped: unknown = tick;
  return { untyped, age: cache.ageSeconds };
});

export const unknownEvent = defineHandler(
  "ticker",
  // @ts-expect-error the event is unknown without an annotation
  (tick) => tick.id as unknown,
);

/** A definition without a setUp has the form of a function. */
export const shortForm = defineHandler("ticker", () => undefined);

// @ts-expect-error a definition needs a handle
export const withoutHandle = defineHandler("ticker", { setUp: () => 1 });

export const readsNothing = defineHandler(
  "ticker",
  // @ts-expect-error ticker reads no section
  (_event: unknown, { configuration }) => configuration.appConfig as unknown,
);

export const wrongApp = defineHandler("ticker", {
  setUp: () => 1,
  handle: (_event: unknown, { app }) => {
    // @ts-expect-error app is a number
    const text: string = app;
    return text;
  },
});

/** The types of a configuration's values are those that the schemas return. */
export const typed = defineHandler("typed", (_event: unknown, { configuration }) => {
  const { byZod, byMini, byValibot, byArktype, unmanaged } = configuration;
  const sections: readonly { readonly port: number; readonly expires: Date; readonly level: "a" | "b" }[] = [
    byZod,
    byMini,
    byValibot,
    byArktype,
  ];
  // @ts-expect-error the schema turns the text into a date
  const expires: string = byMini.expires;
  // @ts-expect-error the schema has no such key
  const host: unknown = byValibot.host;
  return { sections, expires, host, more: unmanaged["any"] };
});
