import { runInThisContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import type { LambdaHandler } from "../../app/runtime/createHandler.ts";
import { prepare } from "../../app/runtime/start.ts";
import { handler as definition } from "../fakes/app/viewer.ts";
import { COMMONJS_ENTRY } from "./bundleCandidates.ts";

/** Returns the code that `new aws.lambda.CallbackFunction(…)` writes to `__index.js`. */
export async function serializeFactory(root: string): Promise<string> {
  return (await serialize(callbackFactory(root), { isFactoryFunction: true })).text;
}

/** Returns why CallbackFunction cannot serialize the handler as it is written, or undefined if it can. */
export async function findSerializationError(): Promise<string | undefined> {
  const { handler } = prepare({ name: "viewer", definition, reads: "all", sections: {} });
  return serialize(handler, { isFactoryFunction: false }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/**
 * Returns a `callbackFactory` that creates the handler where it runs. Pulumi serializes everything that a function captures,
 * value by value, and fails on the handler, which captures:
 *
 * - `process.env`
 * - a client that the X-Ray SDK has changed
 * - functions imported by name from packages
 * - instances with private fields
 *
 * The factory captures nothing. It contains all code under `app/`, compiled for the same version of Node.js. It requires the
 * same packages, which are deployed with it.
 */
function callbackFactory(root: string): () => LambdaHandler {
  const { outputFiles } = buildSync({
    stdin: { contents: COMMONJS_ENTRY, loader: "ts", resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node24",
    format: "iife",
    globalName: "app",
    write: false,
    // Not an arrow function: Pulumi rejects an arrow function that contains `this`, even the `this` of a class.
    banner: { js: "(function () {" },
    footer: { js: "return app.handler;\n})" },
  });
  const [output] = outputFiles;
  if (output === undefined || outputFiles.length > 1) {
    throw new Error(`esbuild must produce one file (got ${outputFiles.length}).`);
  }
  return runInThisContext(output.text) as () => LambdaHandler;
}

/** Serializes a callback with the options that CallbackFunction uses. */
function serialize(callback: (...args: never[]) => unknown, options: { readonly isFactoryFunction: boolean }) {
  return pulumi.runtime.serializeFunction(callback, {
    serialize: () => true,
    exportName: "handler",
    allowSecrets: true,
    ...options,
  });
}
