import { expect } from "chai";
import { accessReport } from "../../../tools/access/accessReport.ts";
import { evaluateEveryCase, evaluateSample } from "./support/evaluateStack.ts";

describe("the access report", function () {
  this.timeout(300_000);

  it("prints first who can read which section in clear, as one table for dev and prod", async () => {
    const { text, passed } = accessReport([await evaluateSample("dev"), await evaluateSample("prod")]);
    expect(text).to.match(/^Who can read which section in clear\n/);
    expect(text).to.match(/^dev and prod:\n\n.*appConfig \(plain\) +appSecrets \(secret\) +undeclared \(secret\)\n/m);
    expect(text).to.match(/^viewer +viewer's role, in the function +yes +yes +yes$/m);
    expect(text).to.match(/^notifier +notifier's role, in the function +yes +no +no$/m);
    expect(text).to.match(/^viewer\/person +viewer's role, used by a person +no +no +no$/m);
    expect(text).to.match(/^admin +adminUser, .* no +no, but can change key +no, but can change key$/m);
    expect(text).to.match(/^deployer\+ .* yes +(no, but can change function, role, key *){2}$/m);
    expect(passed).to.be.true;
  });

  it("prints all requests in one table for dev and prod, with the number of checks", async () => {
    const { text } = accessReport([await evaluateSample("dev"), await evaluateSample("prod")]);
    expect(text.match(/^kms:Decrypt/gm)).to.have.length(1);
    expect(text).to.include("All 9516 checks passed.");
  });

  it("prints a row for targets with the same verdicts, with the most restricted ones last", async () => {
    const { text } = accessReport([await evaluateEveryCase("dev")]);
    const row = (start: string, ...marks: readonly (readonly [mark: string, count: number])[]) =>
      new RegExp(`^${start}${marks.map(([mark, count]) => `( +${mark}){${count}}`).join("")}$`, "m");
    // Three sessions of each function's role: viewer, payer, auditor. Everyone else is denied, including two more functions.
    const rest = ["never", 21] as const;
    expect(text).to.match(
      row("kms:Decrypt +viaParameterStore:appConfig,undeclared, viaParameterStoreBelow", ["yes", 3], ["·", 6], rest),
    );
    expect(text).to.match(row(" +viaParameterStore:payments", ["yes", 6], ["·", 3], rest));
    expect(text).to.match(row(" +viaParameterStore:audit", ["yes", 3], ["·", 3], ["yes", 3], rest));
    expect(text).to.match(row(" +others", ["·", 9], rest));
    expect(text).to.match(/^ssm:GetParametersByPath +ownPath +yes( +·){21} +yes/m);
    expect(text).to.match(/^ssm:GetParameters +section:appConfig( +·){3} +yes( +·){5} +yes/m);
  });

  it("prints each unexpected verdict", async () => {
    const evaluated = await evaluateSample("dev");
    const cells = evaluated.cells.map((cell) => {
      const { principal, request } = cell;
      const isOpened = principal.kind === "admin" && request.action === "kms:CreateGrant" && request.kind === "direct";
      return isOpened ? { ...cell, verdict: "allowed" as const } : cell;
    });
    const reads = evaluated.reads.map((one) =>
      one.principal.name === "notifier" && one.section === "appSecrets" ? { ...one, reads: true } : one,
    );
    const { text, passed } = accessReport([{ name: "dev", reads, cells }]);
    expect(passed).to.be.false;
    expect(text).to.include("2 of 4758 checks failed:");
    expect(text).to.include("dev: notifier reads appSecrets: yes, not no");
    expect(text).to.include("dev: admin kms:CreateGrant directly: allowed, not forbidden");
  });
});
