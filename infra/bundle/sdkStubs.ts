import { createRequire } from "node:module";
import * as path from "node:path";
import type { Plugin } from "esbuild";

/** The packages that a stub replaces, and the stub's file. */
const STUBS: Readonly<Record<string, string>> = {
  // In Lambda the credentials are always in the environment: the rest of the default chain is never used.
  "@aws-sdk/credential-provider-node": "lambdaCredentials.ts",
  // The operations that the runtime calls do not stream events.
  "@smithy/core/event-streams": "noEventStreams.ts",
};

/** The module of `@smithy/core` that imports event streams for all clients, whether they need them or not. */
const SHARED_PROTOCOL = /[/\\]@smithy[/\\]core[/\\].*[/\\]HttpProtocol\.js$/;

export interface SdkStubs {
  readonly plugin: Plugin;
  /** Returns whether the build found another client that streams events. Build again with `eventStreams`. */
  needsEventStreams(): boolean;
}

/**
 * Creates an esbuild plugin that replaces modules that the runtime's own SDK client never uses. The clients of the user's
 * code are bundled unchanged.
 *
 * @param client the runtime's client in this bundle, such as `@aws-sdk/client-ssm`
 * @param eventStreams whether the bundle has another client that streams events
 */
export function sdkStubs(root: string, client: string, eventStreams: boolean): SdkStubs {
  const clientFolder = packageFolder(root, client);
  let needed = false;
  const plugin: Plugin = {
    name: "sdk-stubs",
    setup: (build) => {
      const filter = new RegExp(`^(${Object.keys(STUBS).join("|")})$`);
      build.onResolve({ filter }, ({ path: wanted, importer }) => {
        const isShared = SHARED_PROTOCOL.test(importer);
        if (importer.startsWith(clientFolder) || (isShared && !eventStreams)) {
          return { path: path.join(import.meta.dirname, "stubs", STUBS[wanted] ?? "") };
        }
        if (!isShared && wanted === "@smithy/core/event-streams") needed = true;
        return undefined;
      });
    },
  };
  return { plugin, needsEventStreams: () => needed };
}

/** Returns the folder of the package that the project imports, with links resolved, as esbuild does. */
function packageFolder(root: string, name: string): string {
  const main = createRequire(path.join(root, "index.ts")).resolve(name);
  const folder = path.join(path.sep, "node_modules", name, path.sep);
  return main.slice(0, main.lastIndexOf(folder) + folder.length);
}
