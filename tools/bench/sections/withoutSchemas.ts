import { plain, secret } from "../../../app/runtime/configuration/section.ts";

export const appConfig = plain();
export const appSecrets = secret();
