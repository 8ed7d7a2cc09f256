import * as v from "valibot";
import { plain, secret } from "../../../app/runtime/configuration/section.ts";

export const appConfig = plain(
  v.object({
    url: v.pipe(v.string(), v.url()),
    logLevel: v.picklist(["debug", "info", "warn", "error"]),
    maxConnections: v.pipe(v.number(), v.integer()),
  }),
);
export const appSecrets = secret(v.object({ secretKey: v.string() }));
