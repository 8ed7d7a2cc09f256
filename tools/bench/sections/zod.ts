import * as z from "zod";
import { plain, secret } from "../../../app/runtime/configuration/section.ts";

export const appConfig = plain(
  z.object({ url: z.url(), logLevel: z.enum(["debug", "info", "warn", "error"]), maxConnections: z.int() }),
);
export const appSecrets = secret(z.object({ secretKey: z.string() }));
