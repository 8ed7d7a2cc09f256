import * as z from "zod/mini";
import { plain, secret } from "../../../app/runtime/configuration/section.ts";

// One export for each section. Its values are in the stack config, under the same name.
export const appConfig = plain(
  z.object({ url: z.url(), logLevel: z.enum(["debug", "info", "warn", "error"]), maxConnections: z.int() }),
);
export const appSecrets = secret(z.object({ secretKey: z.string() }));
