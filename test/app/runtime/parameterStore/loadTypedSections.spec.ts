import { expect } from "chai";
import * as v from "valibot";
import * as z from "zod/mini";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import type { Section } from "../../../../app/runtime/configuration/section.ts";
import { loadConfiguration } from "../../../../app/runtime/parameterStore/loadConfiguration.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";
import { configurationErrorOf } from "../../support/failure.ts";
import { FakeParameterStore, parameter } from "../../support/fakeParameterStore.ts";
import { DATABASE } from "../../support/schemas.ts";

const path = "/dev/app";

/** A value that a schema creates. */
class Credentials {
  readonly password: string;
  readonly issued = new Date(0);

  constructor(password: string) {
    this.password = password;
  }
}

const limits = z.object({ maxItems: z.int(), mode: z._default(z.enum(["fast", "safe"]), "safe") });
const credentials = z.object({
  login: z.pipe(
    z.string(),
    z.transform((text) => new Credentials(text)),
  ),
  port: z.coerce.number(),
  fallback: z._default(z.object({ password: z.string() }), { password: CANARY }),
});

/** Loads these values of sections by their names. */
async function load(sections: Readonly<Record<string, Section>>, values: Readonly<Record<string, object>>) {
  const Parameters = Object.entries(values).map(([name, value]) =>
    parameter(`${path}/${name}`, value, { Type: sections[name]?.kind === "secret" ? "SecureString" : "String" }),
  );
  const store = new FakeParameterStore({ Parameters });
  const { configuration } = await loadConfiguration(store, { path, reads: Object.keys(values), sections });
  return configuration as Readonly<Record<string, unknown>>;
}

describe("a section with a schema", () => {
  it("has the values that the schema returns, with defaults and transforms", async () => {
    const values = { limits: { maxItems: 5 }, credentials: { login: CANARY, port: "5432" } };
    const loaded = await load({ limits: plain(limits), credentials: secret(credentials) }, values);
    expect(loaded["limits"]).to.deep.equal({ maxItems: 5, mode: "safe" });
    const { login, port } = loaded["credentials"] as z.output<typeof credentials>;
    expect([login.password, port]).to.deep.equal([CANARY, 5432]);
  });

  it("is masked if it is a secret, with what the schema created, and as often as it is loaded", async () => {
    const sections = { credentials: secret(credentials) };
    for (const login of [CANARY, `${CANARY}2`]) {
      const loaded = await load(sections, { credentials: { login, port: "5432" } });
      const section = loaded["credentials"] as z.output<typeof credentials>;
      expect(JSON.parse(JSON.stringify(section))).to.deep.equal({
        login: "********",
        port: "********",
        fallback: { password: "********" },
      });
      expectNoCanary({ loaded }, section, section.login, section.fallback);
      expect(JSON.stringify([section.login.issued])).to.equal('["********"]');
    }
  });

  it("is not copied or masked if it is plain", async () => {
    const loaded = await load({ limits: plain(limits) }, { limits: { maxItems: 5, mode: "fast" } });
    expect(JSON.stringify(loaded)).to.equal('{"limits":{"maxItems":5,"mode":"fast"}}');
    const text = z.pipe(
      z.object({ a: z.string() }),
      z.transform(({ a }) => a),
    );
    expect(await load({ text: plain(text) }, { text: { a: "b" } })).to.deep.include({ text: "b" });
  });

  it("is masked if it is declared plain and is a SecureString", async () => {
    const Parameters = [parameter(`${path}/db`, { password: CANARY, more: 1 }, { Type: "SecureString" })];
    const sections = { db: plain(z.object({ password: z.string() })) };
    const { configuration } = await loadConfiguration(new FakeParameterStore({ Parameters }), {
      path,
      reads: "all",
      sections,
    });
    expect(JSON.parse(JSON.stringify(configuration))).to.deep.equal({ db: { password: "********" }, undeclared: {} });
    expectNoCanary({ configuration });
  });

  it("is validated by path, and what is not declared is not", async () => {
    const Parameters = [parameter(`${path}/limits`, { maxItems: 5 }), parameter(`${path}/other`, { maxItems: "x" })];
    const { configuration } = await loadConfiguration(new FakeParameterStore({ Parameters }), {
      path,
      reads: "all",
      sections: { limits: plain(limits) },
    });
    expect(configuration).to.deep.include({
      limits: { maxItems: 5, mode: "safe" },
      undeclared: { other: { maxItems: "x" } },
    });
  });

  it("fails the load if its values do not match, with all sections, keys and no value", async () => {
    const sections = { limits: plain(limits), credentials: secret(credentials), good: plain(z.object({})) };
    const values = { limits: { maxItems: CANARY }, credentials: { port: CANARY, fallback: { password: 1 } }, good: {} };
    const error = await configurationErrorOf(load(sections, values));
    expect(error.message).to.equal(
      "The value of parameter /dev/app/limits does not match its schema in app/sections.ts, at: maxItems. " +
        "The value of parameter /dev/app/credentials does not match its schema in app/sections.ts, " +
        "at: login (missing), port, fallback.password. " +
        "Fix: correct the values where they are managed, such as in the stack config, or change the schema. " +
        "Then run `pulumi up`.",
    );
    expect(error.cause).to.equal(undefined);
    expectNoCanary(error);
  });

  it("fails the load without a key if the schema rejects the section as a whole or throws", async () => {
    const rule = z.object({}).check(z.refine(() => false, `not ${CANARY}`));
    const throwing = z.pipe(
      z.object({}),
      z.transform(() => {
        throw new Error(CANARY);
      }),
    );
    for (const schema of [rule, throwing]) {
      const error = await configurationErrorOf(load({ db: secret(schema as typeof rule) }, { db: { a: CANARY } }));
      expect(error.message).to.include("app/sections.ts, at: the section as a whole. Fix: ");
      expectNoCanary(error);
    }
  });

  for (const [validator, schema] of Object.entries(DATABASE)) {
    it(`keeps its values out of the error with ${validator}, which may quote them`, async () => {
      const db = { url: CANARY, port: CANARY, tls: CANARY, user: { name: CANARY, password: CANARY }, [CANARY]: CANARY };
      const error = await configurationErrorOf(load({ db: secret(schema) }, { db }));
      expect(error.message).to.include("at: ").and.to.include("user.name");
      expectNoCanary(error);
    });
  }

  it("fails the load if a secret cannot be masked: not an object, or a frozen instance of a class", async () => {
    const text = v.pipe(
      v.object({ a: v.string() }),
      v.transform(({ a }) => a),
    ) as unknown as typeof credentials;
    const frozen = v.pipe(
      v.object({ a: v.string() }),
      v.transform(({ a }) => Object.freeze(new Credentials(a))),
    );
    const noObject = await configurationErrorOf(load({ db: secret(text) }, { db: { a: CANARY } }));
    expect(noObject.message).to.equal(
      "The value of parameter /dev/app/db must be an object after its schema in app/sections.ts has transformed it, because " +
        "only an object can be masked. Fix: let the schema return an object.",
    );
    const isFrozen = await configurationErrorOf(load({ db: secret(frozen) }, { db: { a: CANARY } }));
    expect(isFrozen.message).to.equal(
      "The value of parameter /dev/app/db has an object that masking cannot change, because it is frozen. " +
        "Fix: let the schema in app/sections.ts return an object that is not frozen.",
    );
    expectNoCanary(noObject, isFrozen);
  });
});
