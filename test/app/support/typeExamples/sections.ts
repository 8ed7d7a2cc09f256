import { type } from "arktype";
import * as v from "valibot";
import * as zod from "zod";
import * as z from "zod/mini";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import type { StandardSchema } from "../../../../app/runtime/configuration/standardSchema.ts";

declare const urlSchema: StandardSchema<unknown, { readonly url: string }>;
declare const keySchema: StandardSchema<unknown, { readonly secretKey: string }>;
declare const textSchema: StandardSchema<unknown, string>;

export const appConfig = plain(urlSchema);
export const appSecrets = secret(keySchema);
export const anything = plain();
export const notASection = 5;

// Each converts the text of a port and of a date, and has a default.
const date = (text: string): Date => new Date(text);
export const byZod = secret(
  zod.object({
    port: zod.coerce.number(),
    expires: zod.string().transform(date),
    level: zod.enum(["a", "b"]).default("a"),
  }),
);
export const byMini = secret(
  z.object({
    port: z.coerce.number(),
    expires: z.pipe(z.string(), z.transform(date)),
    level: z._default(z.enum(["a", "b"]), "a"),
  }),
);
export const byValibot = secret(
  v.object({
    port: v.pipe(v.string(), v.toNumber()),
    expires: v.pipe(v.string(), v.transform(date)),
    level: v.optional(v.picklist(["a", "b"]), "a"),
  }),
);
export const byArktype = secret(
  type({ port: "string.numeric.parse", expires: type("string").pipe(date), level: "'a' | 'b' = 'a'" }),
  { managed: false },
);
export const unmanaged = secret(undefined, { managed: false });

// @ts-expect-error a secret section is an object, so that it can be masked
export const text = secret(textSchema);
// @ts-expect-error the output of this schema is a number
export const zodNumber = secret(zod.object({}).transform(() => 1));
// @ts-expect-error the output of this schema is text
export const miniText = secret(z.string());
// @ts-expect-error the output of this schema is text
export const valibotText = secret(v.string());
// @ts-expect-error the output of this schema is text
export const arktypeText = secret(type("string"));
// @ts-expect-error this is not a schema
export const noSchema = plain({ url: "string" });
// @ts-expect-error only a secret can be written elsewhere
export const unmanagedPlain = plain(urlSchema, { managed: false });
