import { expect } from "chai";
import type { ConfigProblem } from "../../../infra/config/problems/stackConfigError.ts";
import { ANY_SECTIONS } from "../../../tools/fakes/projectWithApp.ts";
import { CANARY } from "../support/canary.ts";
import { configProblems, GOOD_SECRETS } from "../support/configProblems.ts";

const maps = {
  parameters: {
    set: (section = "appConfig", key = "url") => `pulumi config set --path 'parameters.${section}.${key}'`,
    problems: (value: unknown) => problemsOf({ "shared-secrets:parameters": value }),
  },
  secrets: {
    set: (section = "appSecrets", key = "secretKey") => `pulumi config set --secret --path 'secrets.${section}.${key}'`,
    problems: (value: unknown) => problemsOf({}, value),
  },
};

/** Returns the problems if the whole stack file is encrypted, so that only the rules of sections apply. */
const problemsOf = (
  config: Record<string, unknown>,
  secrets: unknown = GOOD_SECRETS,
): Promise<readonly ConfigProblem[]> =>
  configProblems({ app: ANY_SECTIONS, config, secrets, storedSecrets: { secure: "v1:cipher:text" } });

for (const [map, { set, problems }] of Object.entries(maps)) {
  describe(`the config key \`${map}\``, () => {
    const removal = (path: string, ...set: string[]) => [`pulumi config rm --path '${path}'`, ...set];

    const kinds = { "a string": CANARY, "a list": [CANARY], "a number": 5, "a boolean": true, null: null };
    for (const [kind, value] of Object.entries(kinds)) {
      it(`rejects a section that is ${kind}`, async () => {
        expect(await problems({ section: value, good: { a: CANARY } })).to.deep.equal([
          {
            key: `${map}.section`,
            rule: `must be a JSON object, but is ${kind}`,
            fix: removal(`${map}.section`, set("section")),
          },
        ]);
      });
    }

    const wholes = { "a string": JSON.stringify(CANARY), "a list": [CANARY], "a number": 5, null: "null" };
    for (const [kind, value] of Object.entries(wholes)) {
      it(`is rejected if it is ${kind}`, async () => {
        const rule = `must map names to JSON objects, but is ${kind}`;
        expect(await problems(value)).to.deep.equal([{ key: map, rule, fix: [`pulumi config rm ${map}`, set()] }]);
      });
    }

    it("is rejected if it is not JSON, without the parser's message that quotes it", async () => {
      expect(await problems(`{"appSecrets":${CANARY}`)).to.deep.equal([
        { key: map, rule: "must be valid JSON", fix: [`pulumi config rm ${map}`, set()] },
      ]);
    });

    const names = {
      "an empty name": ["", "section"],
      "a name with a slash": ["a/b", "a_b"],
      "a name with a blank": ["a b", "a_b"],
    };
    const rule = "must have a name of only letters, digits, '.', '-' and '_' (the last segment of the parameter path)";
    for (const [what, [name = "", better = ""]] of Object.entries(names)) {
      it(`rejects ${what}`, async () => {
        const key = `${map}["${name}"]`;
        const fix = removal(key, set(better, "a"));
        expect(await problems({ [name]: { a: CANARY } })).to.deep.equal([{ key, rule, fix }]);
      });
    }

    it("rejects the name __proto__", async () => {
      const key = `${map}.__proto__`;
      expect(await problems(`{"__proto__":{"a":"${CANARY}"}}`)).to.deep.equal([
        {
          key,
          rule: "must have another name: __proto__ is reserved in JavaScript",
          fix: removal(key, set("section", "a")),
        },
      ]);
    });

    const overhead = '{"a":""}'.length;
    const sizes = { letters: "x".repeat(8193 - overhead), "letters of three bytes": `x${"€".repeat(2728)}` };
    for (const [what, text] of Object.entries(sizes)) {
      it(`rejects a section of 8,193 bytes, made of ${what}`, async () => {
        expect(Buffer.byteLength(text) + overhead).to.equal(8193);
        const tooLong = "must be at most 8192 bytes as JSON (the limit of an advanced parameter), but is 8193 bytes";
        expect(await problems({ big: { a: text } })).to.deep.equal([
          { key: `${map}.big`, rule: tooLong, fix: removal(`${map}.big.a`, set("big2", "a")) },
        ]);
      });
    }
  });
}

describe("readStackConfig", () => {
  it("rejects a name that is in both maps, and removes the parameter instead of the secret", async () => {
    const parameters = { appSecrets: { a: 1 }, other: {} };
    expect(await problemsOf({ "shared-secrets:parameters": parameters })).to.deep.equal([
      {
        key: "parameters.appSecrets",
        rule: "must not be in both `parameters` and `secrets`",
        fix: "pulumi config rm --path 'parameters.appSecrets'",
      },
    ]);
  });
});
