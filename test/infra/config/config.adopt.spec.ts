import { expect } from "chai";
import { problemsWith } from "../support/configProblems.ts";

describe("the config key `adopt`", () => {
  it("rejects a name that is not a section", async () => {
    expect(await problemsWith({ adopt: ["appConfig", "appSecrets", "misspelt"] })).to.deep.equal([
      {
        key: "adopt[2]",
        rule: "must be the name of a section in `parameters` or `secrets`",
        given: '["appConfig","appSecrets","misspelt"]',
        fix: "pulumi config rm --path 'adopt[2]'",
      },
    ]);
  });

  for (const value of ["appConfig", '"appConfig"', { appConfig: true }]) {
    it(`rejects ${JSON.stringify(value)}, which is not a list`, async () => {
      const [problem] = await problemsWith({ adopt: value });
      expect(problem).to.include({ key: "adopt", fix: "pulumi config set --path 'adopt[0]' appConfig" });
    });
  }

  it("rejects an entry that is a path", async () => {
    const [problem] = await problemsWith({ adopt: ["/dev/app/appConfig"] });
    expect(problem).to.include({ key: "adopt[0]", rule: "must be a section name" });
  });
});
