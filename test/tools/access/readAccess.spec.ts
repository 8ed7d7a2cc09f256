import { expect } from "chai";
import { describeUnexpectedReads } from "../../../tools/access/readAccess.ts";
import type { ReadAccess } from "../../../tools/access/readAccess.ts";
import { evaluateEveryCase } from "./support/evaluateStack.ts";
import { FUNCTION_NAMES } from "./support/everyCase.ts";

for (const name of ["dev", "prod"]) {
  describe(`the sections of ${name} in clear`, () => {
    let reads: readonly ReadAccess[] = [];

    before(async function () {
      this.timeout(300_000);
      ({ reads } = await evaluateEveryCase(name));
    });

    const readBy = (principal: string) =>
      reads.filter((one) => one.principal.name === principal && one.reads).map(({ section }) => section);
    const changesOf = (principal: string, section: string) =>
      reads.find((one) => one.principal.name === principal && one.section === section)?.changes;

    it("are read as declared, and by nobody else", () => {
      expect(describeUnexpectedReads(reads)).to.deep.equal([]);
      expect(readBy("viewer")).to.have.members(["appConfig", "payments", "audit", "undeclared"]);
      expect(readBy("payer")).to.deep.equal(["appConfig", "payments"]);
      expect(readBy("auditor")).to.deep.equal(["audit"]);
      expect(readBy("notifier")).to.deep.equal(["appConfig"]);
      expect(readBy("pinger")).to.deep.equal([]);
    });

    it("are not read with a function's role outside the function, or in the other environment", () => {
      for (const one of FUNCTION_NAMES) {
        for (const session of ["otherFn", "person", "otherEnv"]) expect(readBy(`${one}/${session}`)).to.deep.equal([]);
      }
    });

    it("are not read by administrators or the root user if they are secret", () => {
      for (const one of ["admin*", "deployer+", "deployer*", "role*", "root"]) {
        expect(readBy(one), one).to.deep.equal(["appConfig"]);
      }
      for (const one of ["admin", "deployer", "recycler", "kms:*", "foreign*"]) {
        expect(readBy(one), one).to.deep.equal([]);
      }
    });

    it("are within reach of principals that can change a function, its role or the key policy", () => {
      expect(changesOf("deployer+", "payments")).to.deep.equal(["function", "role", "key"]);
      expect(changesOf("role*", "payments")).to.deep.equal(["function", "role"]);
      expect(changesOf("recycler", "payments")).to.deep.equal(["function"]);
      expect(changesOf("admin", "payments")).to.deep.equal(["key"]);
      expect(changesOf("admin", "appConfig")).to.deep.equal([]);
      expect(changesOf("kms:*", "payments")).to.deep.equal([]);
      expect(changesOf("viewer", "payments")).to.deep.equal([]);
    });
  });
}
