import { expect } from "chai";
import * as z from "zod/mini";
import { plain, secret } from "../../../app/runtime/configuration/section.ts";
import { findMistakes } from "../../../tools/local/demo/rejectedPreview.ts";

describe("findMistakes", () => {
  const web = z.object({ name: z.optional(z.string()), url: z.string(), port: z.int() });
  const values = { any: { a: "b" }, web: { name: "n", url: "u", port: 1 }, db: { port: "1" } };

  it("returns a key that the schema requires, and another whose value it rejects", async () => {
    const sections = { any: plain(), db: secret(web), web: plain(web) };
    expect(await findMistakes(sections, values)).to.deep.equal({ section: "web", removed: "url", replaced: "port" });
  });

  it("returns nothing without a plain section that has a schema, values and a rule", async () => {
    for (const sections of [{ any: plain() }, { db: secret(web) }, { other: plain(web) }]) {
      expect(await findMistakes(sections, values)).to.equal(undefined);
    }
    expect(await findMistakes({ any: plain(z.record(z.string(), z.string())) }, values)).to.equal(undefined);
  });
});
