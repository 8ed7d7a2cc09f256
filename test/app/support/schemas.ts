import { type } from "arktype";
import * as v from "valibot";
import * as z from "zod";
import * as mini from "zod/mini";
import type { StandardSchema } from "../../../app/runtime/configuration/standardSchema.ts";

/** The typed values of a database's section. */
export interface Database {
  readonly url: string;
  /** From text. */
  readonly port: number;
  /** From text. */
  readonly tls: boolean;
  readonly user: { readonly name: string; readonly password: string };
  /** Default: [1, 2]. */
  readonly replicas: readonly number[];
}

/**
 * The same section with each validator. Numbers and flags are text, as in a secret.
 */
export const DATABASE: Readonly<Record<string, StandardSchema<unknown, Database>>> = {
  zod: z.object({
    url: z.url(),
    port: z.coerce.number<string>().int(),
    tls: z.stringbool(),
    user: z.object({ name: z.enum(["ada", "bob"]), password: z.string() }),
    replicas: z.array(z.int()).default([1, 2]),
  }),
  "zod/mini": mini.object({
    url: mini.url(),
    port: mini.coerce.number<string>().check(mini.int()),
    tls: mini.stringbool(),
    user: mini.object({ name: mini.enum(["ada", "bob"]), password: mini.string() }),
    replicas: mini._default(mini.array(mini.int()), [1, 2]),
  }),
  valibot: v.object({
    url: v.pipe(v.string(), v.url()),
    port: v.pipe(v.string(), v.toNumber(), v.integer()),
    tls: v.pipe(
      v.picklist(["true", "false"]),
      v.transform((text) => text === "true"),
    ),
    user: v.object({ name: v.picklist(["ada", "bob"]), password: v.string() }),
    replicas: v.optional(v.array(v.pipe(v.number(), v.integer())), () => [1, 2]),
  }),
  arktype: type({
    url: "string.url",
    port: "string.integer.parse",
    tls: type("'true' | 'false'").pipe((text) => text === "true"),
    user: { name: "'ada' | 'bob'", password: "string" },
    replicas: type("number.integer[]").default(() => [1, 2]),
  }),
};
