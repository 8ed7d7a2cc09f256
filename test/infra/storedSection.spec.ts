import { expect } from "chai";
import fc from "fast-check";
import { configSchema } from "../../infra/config/configSchema.ts";
import { serializeSection } from "../../infra/storedSection.ts";
import { runProgram } from "../../tools/fakes/program.ts";
import { only } from "../../tools/fakes/registrations.ts";
import { SAMPLE_APP } from "../../tools/fakes/sampleProject.ts";
import { revealed } from "./support/secretValue.ts";

describe("serializeSection", () => {
  it("returns plain JSON when no two opening braces are adjacent", () => {
    const section = { a: { b: { c: [{}, { d: "{ { } }}" }] } }, "e{": "{" };
    expect(serializeSection(section)).to.equal(JSON.stringify(section));
  });

  for (const [section, text] of [
    [{ greeting: "Hello {{name}}" }, String.raw`{"greeting":"Hello {\u007bname}}"}`],
    [{ raw: "{{{html}}}" }, String.raw`{"raw":"{\u007b\u007bhtml}}}"}`],
    [{ "{{key}}": ["{{", "\\{{", '"{{"'] }, String.raw`{"{\u007bkey}}":["{\u007b","\\{\u007b","\"{\u007b\""]}`],
    [{ ssm: "{{ssm:/dev/app/other}}" }, String.raw`{"ssm":"{\u007bssm:/dev/app/other}}"}`],
  ] as const) {
    it(`escapes braces: ${text}`, () => {
      expect(serializeSection(section)).to.equal(text);
    });
  }

  it("returns JSON without adjacent opening braces that parses to the same section", () => {
    const textOf = (...parts: string[]) =>
      fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((all) => all.join(""));
    const text = textOf("{", "}", "\\", '"', "a", "\u007b", "€", "\n");
    // Without backslashes: after such keys, JSON.parse of Node.js 24.21 confuses other escaped keys with them.
    const key = textOf("{", "}", '"', "a", "\u007b", "€", "\n");
    const section = fc.dictionary(key, fc.oneof(text, fc.array(text), fc.dictionary(key, text)));
    fc.assert(
      fc.property(section, (value) => {
        const stored = serializeSection(value);
        expect(stored).not.to.include("{{");
        expect(JSON.stringify(JSON.parse(stored))).to.equal(JSON.stringify(value));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the program with double braces in values", () => {
  it("escapes them in plain and secret parameters, and stores all values as they are in the config", async () => {
    const sections = `
import * as z from "zod/mini";
import { plain, secret } from "./runtime/configuration/section.ts";
const length = z.pipe(z.string(), z.transform((text) => text.length));
export const appConfig = plain(z.object({ greeting: length, more: z._default(z.string(), "x") }));
export const appSecrets = secret(z.object({ footer: length, more: z._default(z.string(), "x") }));
`;
    const { resources, error } = await runProgram({
      app: { ...SAMPLE_APP, "sections.ts": sections },
      config: { "shared-secrets:parameters": { appConfig: { greeting: "Hello {{name}}" } } },
      secrets: { appSecrets: { footer: "{{{footer}}}" } },
    });
    expect(error).to.equal(undefined);
    const plain = only(resources, "aws:ssm/parameter:Parameter").inputs["insecureValue"];
    expect(plain).to.equal(String.raw`{"greeting":"Hello {\u007bname}}"}`);
    const secret = only(resources, "pulumi-nodejs:dynamic/ssm:SecureParameter").inputs["value"];
    expect(revealed(secret)).to.equal(String.raw`{"footer":"{\u007b\u007bfooter}}}"}`);
  });

  it("limits the size of the escaped JSON", () => {
    for (const key of ["parameters", "secrets"] as const) {
      const ofBytes = (bytes: number) => {
        const { length } = serializeSection({ a: "{{" });
        return JSON.stringify({ big: { a: `{{${"x".repeat(bytes - length)}` } });
      };
      expect(configSchema.shape[key].safeParse(ofBytes(8192)).success).to.be.true;
      const { error } = configSchema.shape[key].safeParse(ofBytes(8193));
      expect(error?.issues.map(({ message }) => message)).to.deep.equal([
        "must be at most 8192 bytes as JSON (the limit of an advanced parameter), but is 8193 bytes",
      ]);
    }
  });
});
