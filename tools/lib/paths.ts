import * as path from "node:path";

/** The project's folder. */
export const ROOT = path.resolve(import.meta.dirname, "../..");

/** Everything that set-up and runs leave behind. Delete it to begin anew. */
export const LOCAL = path.join(ROOT, ".local");

/** Pulumi's own folder: plugins and the official CLI. */
export const PULUMI_HOME = path.join(LOCAL, "pulumi-home");

/** Where npm puts the pinned Node.js and the other commands. */
export const NODE_BIN = path.join(ROOT, "node_modules", ".bin");

/** Where the engine finds `pulumi-resource-pulumi-nodejs`, which runs dynamic providers. */
export const DYNAMIC_PROVIDER_BIN = path.join(ROOT, "node_modules", "@pulumi", "pulumi");
