import { expect } from "chai";
import * as z from "zod/mini";
import { plain, secret } from "../../../app/runtime/configuration/section.ts";
import { validateSection } from "../../../app/runtime/configuration/validateSection.ts";
import { localSecrets, randomSecrets, secretLeaves } from "../../../tools/local/demo/localSecrets.ts";

const RANDOM = /^local-[\da-f-]{36}$/;

const database = z.object({
  password: z.string(),
  url: z.url(),
  port: z.coerce.number(),
  tls: z.stringbool(),
  users: z.array(z.object({ name: z.string() })),
});

describe("localSecrets", () => {
  it("returns the values of the stack file, and a key for a section without schema that is not in it", async () => {
    const declared = { web: plain(), one: secret(), two: secret() };
    const [one, other, two, ...others] = await localSecrets(declared, [
      ["one", "a", "b"],
      ["one", "list", 0],
      ["other", "c"],
    ]);
    expect(others).to.deep.equal([]);
    expect([one, other, two].map((each) => each && secretLeaves(each).map(({ path }) => path))).to.deep.equal([
      [
        ["one", "a", "b"],
        ["one", "list", 0],
      ],
      [["other", "c"]],
      [["two", "secretKey"]],
    ]);
    for (const each of [one, other, two]) {
      for (const { value } of each === undefined ? [] : secretLeaves(each)) expect(value).to.match(RANDOM);
    }
  });

  it("returns values that the schema accepts, random ones where it can, also for a secret that is written elsewhere", async () => {
    const declared = { db: secret(database, { managed: false }) };
    const [db] = await localSecrets(declared, [["db", "port"]]);
    expect((await validateSection(database, db?.values ?? {})).mismatches).to.equal(undefined);
    const { password, port } = db?.values ?? {};
    expect(password).to.match(RANDOM);
    expect(port).to.match(/^\d+$/);
    expect(randomSecrets(db === undefined ? [] : [db])["db"]).to.have.length(2);
  });

  it("returns what it found if the schema accepts nothing that is tried", async () => {
    const declared = { db: secret(z.object({ code: z.literal("unguessable") })) };
    expect(await localSecrets(declared, [])).to.deep.equal([{ section: "db", values: {} }]);
    expect(randomSecrets(await localSecrets(declared, []))).to.deep.equal({ db: [] });
  });
});
