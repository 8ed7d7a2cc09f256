import { expect } from "chai";
import { accessReport } from "../../access/accessReport.ts";
import * as widen from "./support/widened.ts";

describe("the access report", () => {
  it("shows in a row what the policies say, and beneath it what the post's say", async () => {
    const { text, asExpected } = await accessReport([await widen.dev()]);
    expect(asExpected).to.be.true;
    expect(text).to.match(/^kms:Decrypt +here( +never){4} +p( +never){5}$/m);
    expect(text).to.match(/^ +post( +·){4} +all( +·){5}$/m);
    expect(text).to.match(/^ssm:GetParametersByPath +here +· +all +· +all +o +e +· +all +· +all$/m);
    expect(text).to.include("962 verdicts, all as they should be.");
  });

  it("names each verdict that is not as it should be", async () => {
    const pair = widen.widened(await widen.dev(), "functionPolicy", "LoadConfiguration", (statement) => ({
      ...statement,
      Action: "ssm:PutParameter",
    }));
    const { text, asExpected } = await accessReport([pair]);
    expect(asExpected).to.be.false;
    expect(text).to.include("2 of 962 verdicts are not as they should be:");
    expect(text).to.include("dev: function ssm:PutParameter on the stack's own path: allowed, not denied");
  });
});
