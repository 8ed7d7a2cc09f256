import type { Context } from "aws-lambda";
import type { CacheState } from "./cache/freshness.ts";
import type { JsonObject } from "./configuration/json.ts";
import type { SectionNames, ValuesOf } from "./configuration/section.ts";

/** The settings of one function. Those that are left out come from the stack config. */
export interface FunctionSettings {
  /** In MB, 128 to 10240. The CPU grows with it. */
  readonly memorySize?: number;
  /** How long an invocation may take, in seconds, 1 to 900. */
  readonly timeoutSeconds?: number;
  /** How many invocations may run at the same time, 0 to 1000. Default: no limit but the account's. */
  readonly reservedConcurrency?: number;
  /** Default: arm64. */
  readonly architecture?: "arm64" | "x86_64";
  /** The size of `/tmp` in MB, 512 to 10240. Default: 512. */
  readonly ephemeralStorageMb?: number;
  /**
   * Whether Lambda's INIT loads the configuration and calls `setUp`, before the first event. Default: true. Otherwise, the
   * first invocation does.
   */
  readonly loadDuringInit?: boolean;
  /** Environment variables of the function's own. They are not secret. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Permissions in addition to reading the sections, such as `{ actions: ["sqs:SendMessage"], resources: [arn] }`. */
  readonly permissions?: readonly Permission[];
}

/** Actions that a function's role allows on resources. */
export interface Permission {
  readonly actions: readonly string[];
  /** ARNs, or `*` for actions that have no resources. */
  readonly resources: readonly string[];
}

/** A function, as `app/functions.ts` declares it. */
export interface FunctionDeclaration<SectionName extends string = string> extends FunctionSettings {
  /**
   * The sections that the function reads, and the only ones it can decrypt. `"all"` reads every parameter under the stack's
   * path, also those that were created manually.
   */
  readonly reads: "all" | readonly SectionName[];
}

/** The functions of a stack by name. A function `notifier` is in `app/notifier.ts`. */
export type Functions<Sections> = Readonly<Record<string, FunctionDeclaration<SectionNames<Sections>>>>;

/** The parameters that a function with `reads: "all"` found, and `app/sections.ts` does not declare. */
export interface UndeclaredSections {
  readonly undeclared: Readonly<Record<string, JsonObject>>;
}

/** The configuration of a function: one property for each section. Secret sections are masked when turned into text. */
export type ConfigurationOf<Sections, Reads> = Reads extends "all"
  ? { readonly [Name in SectionNames<Sections>]: ValuesOf<Sections[Name]> } & UndeclaredSections
  : Reads extends readonly (infer Read)[]
    ? { readonly [Name in SectionNames<Sections> as Extract<Name, Read>]: ValuesOf<Sections[Name]> }
    : never;

/** The source and age of an invocation's configuration. */
export interface CacheStatus {
  /** `miss`: loaded for the first time. `hit`: from memory. `refreshed`: loaded again. `stale`: older than its TTL. */
  readonly state: CacheState;
  /** In whole seconds, since the load began. */
  readonly ageSeconds: number;
  /** Identifies the snapshot: it changes if a parameter is added, written or removed. */
  readonly version: string;
}

/** The second argument of `handle`. */
export interface Invocation<Configuration, App> {
  /** The result of `setUp`; undefined without a `setUp`. */
  readonly app: App;
  readonly configuration: Configuration;
  /** Lambda's context. */
  readonly context: Context;
  readonly cache: CacheStatus;
}

/** Handles one event. Lambda returns the result unchanged, as JSON. An error fails the invocation. */
export type Handle<Configuration, App, Event, Response> = (
  event: Event,
  invocation: Invocation<Configuration, App>,
) => Response | Promise<Response>;

/**
 * The code of a function. Tests call `setUp` and `handle` without AWS.
 *
 * @example
 * const response = await handler.handle({ name: "Ada" }, invocation);
 */
export interface HandlerDefinition<Configuration, App, Event, Response> {
  /** The function's name in `app/functions.ts`. */
  readonly name: string;
  /**
   * Creates the value that invocations share, once per configuration version, such as clients and connection pools. It is
   * called during INIT, long before an event may arrive. After an error it is called again in the first invocation, which
   * fails if it fails again. Later, the configuration in memory and its `app` are kept, and a warning is logged.
   */
  readonly setUp?: ((configuration: Configuration) => App | Promise<App>) | undefined;
  readonly handle: Handle<Configuration, App, Event, Response>;
}

/** A function's code with a `setUp`, which a test calls to create the `app` of `handle`. */
export interface HandlerWithSetUp<Configuration, App, Event, Response> extends HandlerDefinition<
  Configuration,
  App,
  Event,
  Response
> {
  readonly setUp: (configuration: Configuration) => App | Promise<App>;
}

/** The type of `defineHandler` of `app/functions.ts`. */
export interface DefineHandler<Sections, Declared extends Functions<Sections>> {
  /**
   * Defines a function with a `setUp`, whose result is created once per configuration version.
   *
   * @param name the function's name in `app/functions.ts`, and the name of the file
   * @example
   * export const handler = defineHandler("notifier", {
   *   setUp: ({ appConfig }) => new Notifier(appConfig.url),
   *   handle: (event: { name: string }, { app }) => app.notify(event.name),
   * });
   */
  <Name extends keyof Declared & string, App, Event, Response>(
    name: Name,
    definition: {
      readonly setUp: (configuration: ConfigurationOf<Sections, Declared[Name]["reads"]>) => App | Promise<App>;
      readonly handle: Handle<ConfigurationOf<Sections, Declared[Name]["reads"]>, App, Event, Response>;
    },
  ): HandlerWithSetUp<ConfigurationOf<Sections, Declared[Name]["reads"]>, App, Event, Response>;
  /**
   * Defines a function without a `setUp`.
   *
   * @param name the function's name in `app/functions.ts`, and the name of the file
   * @example
   * export const handler = defineHandler("greeter", (event: { name: string }, { configuration }) =>
   *   `${configuration.appConfig.greeting} ${event.name}`);
   */
  <Name extends keyof Declared & string, Event, Response>(
    name: Name,
    handle: Handle<ConfigurationOf<Sections, Declared[Name]["reads"]>, undefined, Event, Response>,
  ): HandlerDefinition<ConfigurationOf<Sections, Declared[Name]["reads"]>, undefined, Event, Response>;
}

/**
 * Returns the `defineHandler` of a stack's functions. It only names and types a definition, and needs no AWS code.
 *
 * @example
 * export const defineHandler = handlersFor<typeof sections, typeof functions>();
 */
export function handlersFor<Sections, Declared extends Functions<Sections>>(): DefineHandler<Sections, Declared> {
  const define = (name: string, definition: object) =>
    typeof definition === "function" ? { name, handle: definition } : { name, ...definition };
  return define as DefineHandler<Sections, Declared>;
}
