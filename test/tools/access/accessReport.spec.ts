import { expect } from "chai";
import { accessReport } from "../../../tools/access/accessReport.ts";
import { judged } from "./support/judged.ts";

describe("the access report", () => {
  before(async function () {
    this.timeout(60_000);
    await Promise.all([judged("dev"), judged("prod")]);
  });

  it("shows in a row what the policies say, and beneath it what the post's say", async () => {
    const { text } = accessReport([await judged("dev")]);
    expect(text).to.match(/^kms:Decrypt +here( +never){5} +p( +never){6}$/m);
    expect(text).to.match(/^ +post( +·){5} +all( +·){6}$/m);
    expect(text).to.match(/^ssm:GetParametersByPath +here +· +all +· +· +all +o +e +· +· +all +· +all$/m);
  });

  it("says once what is alike in dev and prod", async () => {
    const { text, asExpected } = accessReport([await judged("dev"), await judged("prod")]);
    expect(text).to.match(/^dev and prod:$/m);
    expect(text.match(/^kms:Decrypt/gm)).to.have.length(1);
    expect(text).to.include("3090 verdicts, all as they should be.");
    expect(asExpected).to.be.true;
  });

  it("names each verdict that is not as it should be", async () => {
    const { name, here, post } = await judged("dev");
    const opened = here.map((cell) => {
      const isIt = cell.who === "admin" && cell.question.action === "kms:CreateGrant" && cell.question.place === "d";
      return isIt ? { ...cell, verdict: "allowed" as const } : cell;
    });
    const { text, asExpected } = accessReport([{ name, here: opened, post }]);
    expect(asExpected).to.be.false;
    expect(text).to.include("1 of 1545 verdicts are not as they should be:");
    expect(text).to.include("dev: admin kms:CreateGrant directly: allowed, not forbidden");
  });
});
