import { type } from "arktype";
import { plain, secret } from "../../../app/runtime/configuration/section.ts";

export const appConfig = plain(
  type({ url: "string.url", logLevel: "'debug' | 'info' | 'warn' | 'error'", maxConnections: "number.integer" }),
);
export const appSecrets = secret(type({ secretKey: "string" }));
