import { expect } from "chai";
import { accessReport } from "../../../tools/access/accessReport.ts";
import { evaluateStack } from "./support/evaluateStack.ts";

describe("the access report", () => {
  before(async function () {
    this.timeout(60_000);
    await Promise.all([evaluateStack("dev"), evaluateStack("prod")]);
  });

  it("prints a row for targets with the same verdicts, with the most restricted ones last", async () => {
    const { text } = accessReport([await evaluateStack("dev")]);
    expect(text).to.match(/^kms:Decrypt +viaParameterStore( +never){5} +yes( +never){6}$/m);
    expect(text).to.match(/^ +others( +never){5} +·( +never){6}$/m);
    const rest = "( +·){2} +yes +· +yes$";
    expect(text).to.match(new RegExp(`^ssm:GetParametersByPath +ownPath +· +yes +· +· +yes +yes +·${rest}`, "m"));
    expect(text).to.match(new RegExp(`^ +otherEnvironmentPath +· +yes +· +· +yes +· +yes${rest}`, "m"));
    expect(text).to.match(new RegExp(`^ +others +· +yes +· +· +yes +· +·${rest}`, "m"));
  });

  it("prints one table for dev and prod if their verdicts are the same", async () => {
    const { text, passed } = accessReport([await evaluateStack("dev"), await evaluateStack("prod")]);
    expect(text).to.match(/^dev and prod:$/m);
    expect(text.match(/^kms:Decrypt/gm)).to.have.length(1);
    expect(text).to.include("All 3090 checks passed.");
    expect(passed).to.be.true;
  });

  it("prints each unexpected verdict", async () => {
    const { name, cells } = await evaluateStack("dev");
    const opened = cells.map((cell) => {
      const { principal, request } = cell;
      const isOpened = principal === "admin" && request.action === "kms:CreateGrant" && request.target === "direct";
      return isOpened ? { ...cell, verdict: "allowed" as const } : cell;
    });
    const { text, passed } = accessReport([{ name, cells: opened }]);
    expect(passed).to.be.false;
    expect(text).to.include("1 of 1545 checks failed:");
    expect(text).to.include("dev: admin kms:CreateGrant directly: allowed, not forbidden");
  });
});
