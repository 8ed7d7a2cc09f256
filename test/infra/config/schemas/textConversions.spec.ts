import { readFileSync } from "node:fs";
import * as path from "node:path";
import { type } from "arktype";
import { expect } from "chai";
import * as v from "valibot";
import * as z from "zod";
import * as mini from "zod/mini";
import type { StandardSchema } from "../../../../app/runtime/configuration/standardSchema.ts";
import { textConversionEdit } from "../../../../infra/config/schemas/textConversions.ts";
import { ROOT } from "../../../../tools/lib/paths.ts";

const VALIDATORS = { zod: { z }, "zod/mini": { z: mini }, valibot: { v }, arktype: { type } };

/** Returns the conversion that an edit suggests. */
const conversionOf = (vendor: string, kind: "number" | "flag"): string =>
  /, such as (.*), because Pulumi/.exec(textConversionEdit(vendor, kind))?.[1] ?? "";

for (const [validator, names] of Object.entries(VALIDATORS)) {
  const [vendor = ""] = validator.split("/");
  describe(`the conversion of text with ${validator}`, () => {
    async function convert(kind: "number" | "flag", text: string): Promise<unknown> {
      const code = conversionOf(vendor, kind);
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is this project's own
      const evaluate = new Function(...Object.keys(names), `return ${code};`);
      const result: unknown = Reflect.apply(evaluate, undefined, Object.values<unknown>(names));
      // In arktype, a definition can be a text.
      const schema = (typeof result === "string" ? type(result as "string") : result) as StandardSchema;
      const outcome = await schema["~standard"].validate(text);
      return outcome.issues === undefined ? outcome.value : "rejected";
    }

    it("returns numbers and flags for text, and rejects others", async () => {
      expect(await convert("number", "5432")).to.equal(5432);
      expect(await convert("number", "much")).to.equal("rejected");
      expect(await convert("flag", "true")).to.equal(true);
      expect(await convert("flag", "false")).to.equal(false);
      expect(await convert("flag", "maybe")).to.equal("rejected");
    });

    it("is in the documents", () => {
      const document = readFileSync(path.join(ROOT, "docs/schemas.md"), "utf8").replaceAll(String.raw`\|`, "|");
      for (const kind of ["number", "flag"] as const) expect(document).to.include(`\`${conversionOf(vendor, kind)}\``);
    });
  });
}
