import { readFileSync, realpathSync } from "node:fs";
import * as path from "node:path";
import type { Plugin } from "esbuild";

/** How `app/functions.ts` creates `defineHandler`, unless somebody extended it. */
const DEFINE_HANDLER = /^export const defineHandler = handlersFor<[^()]*>\(\);?$/m;

const REPLACEMENT = `
import { handlersFor } from "./runtime/defineHandler.ts";
export const defineHandler = handlersFor();
`;

const NOT_IN_BUNDLE = /^No matching export in "app[/\\]functions\.ts"/;

/**
 * Creates an esbuild plugin that leaves the settings of all functions out of a bundle: of `app/functions.ts` it keeps
 * `defineHandler` only. So a change of one function leaves the bundles of the others as they are, and what computes the
 * settings is in no bundle. A file that creates `defineHandler` in another way is bundled unchanged.
 */
export function functionsModule(root: string): Plugin {
  const file = path.join(realpathSync(root), "app", "functions.ts");
  return {
    name: "functions-module",
    setup: (build) => {
      build.onLoad({ filter: /[/\\]functions\.ts$/ }, ({ path: loaded }) => {
        if (loaded !== file || !DEFINE_HANDLER.test(readFileSync(file, "utf8"))) return undefined;
        return { contents: REPLACEMENT, loader: "ts" };
      });
      build.onEnd(({ errors }) => {
        if (!errors.some(({ text }) => NOT_IN_BUNDLE.test(text))) return undefined;
        const text =
          "The code of a function can import only defineHandler from app/functions.ts. Fix: move what it shares with " +
          "app/functions.ts to another file, and import that file in both.";
        return { errors: [{ text }] };
      });
    },
  };
}
