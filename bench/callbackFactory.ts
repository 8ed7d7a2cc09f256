import * as path from "node:path";
import { runInThisContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import type { Handler } from "../app/createHandler.ts";
import { handler } from "../app/handler.ts";

/** What `new aws.lambda.CallbackFunction(…)` puts into `__index.js`. */
export async function serializedFactory(root: string): Promise<string> {
  return (await serialize(callbackFactory(root), { isFactoryFunction: true })).text;
}

/** Why CallbackFunction cannot take the handler as it is written, or undefined once it can. */
export async function handlerRefusal(): Promise<string | undefined> {
  return serialize(handler, { isFactoryFunction: false }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/**
 * A `callbackFactory` that makes the handler where it runs. Serializing follows what a function captures, value by
 * value, and fails on the handler: it captures `process.env`, a client that X-Ray has changed, functions imported by
 * name from packages, and instances with private fields. The factory captures nothing. It holds all code under `app/`,
 * compiled for the same version of Node.js, and requires the same packages, which are deployed beside it.
 */
function callbackFactory(root: string): () => Handler {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(root, "app/handler.ts")],
    absWorkingDir: root,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node24",
    format: "iife",
    globalName: "app",
    write: false,
    // Not an arrow function: serializing refuses those with a `this` inside, even one of a class.
    banner: { js: "(function () {" },
    footer: { js: "return app.handler;\n})" },
  });
  const [output] = outputFiles;
  if (output === undefined || outputFiles.length > 1) throw new Error("esbuild must give one file.");
  return runInThisContext(output.text) as () => Handler;
}

/** The options are those of CallbackFunction. */
function serialize(callback: () => unknown, options: { readonly isFactoryFunction: boolean }) {
  return pulumi.runtime.serializeFunction(callback, {
    serialize: () => true,
    exportName: "handler",
    allowSecrets: true,
    ...options,
  });
}
