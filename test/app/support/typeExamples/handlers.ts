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
  setUp: (configuration) => configuration.appSecrets.secretKey as string,
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
