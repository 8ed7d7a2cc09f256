import * as path from "node:path";
import type { Plugin } from "esbuild";

/** The packages that a stub replaces, and the stub's file. */
const STUBS: Readonly<Record<string, string>> = {
  // In Lambda the credentials are always in the environment: the rest of the default chain is never used.
  "@aws-sdk/credential-provider-node": "lambdaCredentials.ts",
  // The operations that the runtime calls do not stream events.
  "@smithy/core/event-streams": "noEventStreams.ts",
};

/** The module of `@smithy/core` that imports event streams for all clients, if an operation needs them. */
const SHARED_PROTOCOL = /[/\\]@smithy[/\\]core[/\\].*[/\\]HttpProtocol\.js$/;

export interface SdkStubs {
  readonly plugin: Plugin;
  /** True after a build that needs event streams for a client of the user's code: build again with `eventStreams`. */
  needsEventStreams(): boolean;
}

/**
 * Creates an esbuild plugin that leaves modules out of the bundle that the runtime's own SDK client never uses. The clients
 * of the user's code are bundled unchanged.
 *
 * @param client the runtime's client in this bundle, such as `@aws-sdk/client-ssm`
 * @param eventStreams whether the bundle has a client that streams events
 */
export function sdkStubs(root: string, client: string, eventStreams: boolean): SdkStubs {
  const clientFolder = path.join(root, "node_modules", client) + path.sep;
  let needed = false;
  const plugin: Plugin = {
    name: "sdk-stubs",
    setup: ({ onResolve }) => {
      const filter = new RegExp(`^(${Object.keys(STUBS).join("|")})$`);
      onResolve({ filter }, ({ path: wanted, importer }) => {
        const ofRuntime = importer.startsWith(clientFolder);
        const shared = SHARED_PROTOCOL.test(importer);
        if (ofRuntime || (shared && !eventStreams)) {
          return { path: path.join(import.meta.dirname, "stubs", STUBS[wanted] ?? "") };
        }
        if (!shared && wanted === "@smithy/core/event-streams") needed = true;
        return undefined;
      });
    },
  };
  return { plugin, needsEventStreams: () => needed };
}
