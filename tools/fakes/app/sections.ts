import { plain, secret } from "../../../app/runtime/configuration/section.ts";

// One export for each section. Its values are in the stack config, under the same name.
export const appConfig = plain();
export const appSecrets = secret();
