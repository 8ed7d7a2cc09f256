import * as path from "node:path";

/** The directory of the project. */
export const ROOT = path.resolve(import.meta.dirname, "../..");

/** The directory of everything that the commands install or write. It can be deleted at any time. */
export const LOCAL = path.join(ROOT, ".local");

/** The directory of Pulumi's plugins and official CLI. */
export const PULUMI_HOME = path.join(LOCAL, "pulumi-home");

/** The directory of the pinned Node.js and of the commands of npm packages. */
export const NODE_BIN = path.join(ROOT, "node_modules", ".bin");

/** The directory of `pulumi-resource-pulumi-nodejs`, which runs dynamic providers. */
export const DYNAMIC_PROVIDER_BIN = path.join(ROOT, "node_modules", "@pulumi", "pulumi");
