import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import type { StandardSchema } from "../../../../app/runtime/configuration/standardSchema.ts";

declare const urlSchema: StandardSchema<unknown, { readonly url: string }>;
declare const keySchema: StandardSchema<unknown, { readonly secretKey: string }>;
declare const textSchema: StandardSchema<unknown, string>;

export const appConfig = plain(urlSchema);
export const appSecrets = secret(keySchema);
export const anything = plain();
export const notASection = 5;

// @ts-expect-error a secret section is an object, so that it can be masked
export const text = secret(textSchema);
