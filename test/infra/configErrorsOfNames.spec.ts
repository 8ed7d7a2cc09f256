import { expect } from "chai";
import { problemsWith } from "./support/configProblems.ts";

describe("the config refuses as environment", () => {
  const pattern = "must be 1 to 31 lowercase letters, digits and hyphens, a letter first";
  const prefix = "must not begin with aws or ssm, which Parameter Store keeps to itself";
  const fix = "pulumi config set environment dev";
  const refused = {
    "Prod!": pattern,
    "1dev": pattern,
    "-dev": pattern,
    "de/v": pattern,
    [`d${"e".repeat(31)}`]: pattern,
    "aws-x": prefix,
    ssm1: prefix,
  };
  for (const [given, rule] of Object.entries(refused)) {
    it(given, async () => {
      expect(await problemsWith({ environment: given })).to.deep.equal([{ key: "environment", rule, given, fix }]);
    });
  }
});

describe("the config refuses as appName", () => {
  const fix = "pulumi config set appName parameterStoreBlog";

  it("nothing", async () => {
    expect(await problemsWith({ appName: "" })).to.deep.equal([
      { key: "appName", rule: "must be given", given: "nothing", fix },
    ]);
  });

  for (const given of ["my app", "a/b", "a.b"]) {
    it(given, async () => {
      const rule = "must be letters, digits, '-' and '_'";
      expect(await problemsWith({ appName: given })).to.deep.equal([{ key: "appName", rule, given, fix }]);
    });
  }

  it("what makes a function name of 65 characters with the environment", async () => {
    const given = "a".repeat(61);
    const rule =
      "must make a function name of at most 64 characters with the environment, and " + `${given}-dev has 65`;
    expect(await problemsWith({ appName: given })).to.deep.equal([{ key: "appName", rule, given, fix }]);
  });
});
