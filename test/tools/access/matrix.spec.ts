import { expect } from "chai";
import { unexpected } from "../../../tools/access/matrix.ts";
import type { Cell } from "../../../tools/access/matrix.ts";
import { PRINCIPALS } from "../../../tools/access/principals.ts";
import type { PrincipalName } from "../../../tools/access/principals.ts";
import type { Verdict } from "../../../tools/access/simulator.ts";
import { judged } from "./support/judged.ts";

const SERVICES = ["kms", "ssm", "logs", "xray", "lambda", "iam", "sqs", "sts"] as const;

/** What those are asked who are no callers with credentials. */
const OF_SERVICES = ["lambda", "sqs", "sts"] as const;

for (const name of ["dev", "prod"]) {
  describe(`the policies of ${name}`, () => {
    let cells: readonly Cell[] = [];

    before(async function () {
      this.timeout(60_000);
      cells = (await judged(name)).here;
    });

    const found = (action: string, verdict: Verdict) =>
      cells
        .filter(({ question, verdict: one }) => question.action === action && one === verdict)
        .map(({ who, question }) => `${who} ${question.place}`);

    it("are asked of every caller 66 times about the key, 57 elsewhere; of services 13 times; of both about the roles", () => {
      expect(cells).to.have.length(12 * (66 + 57) + 3 * 13 + (12 + 3) * 2);
    });

    for (const who of Object.keys(PRINCIPALS) as PrincipalName[]) {
      for (const service of ["lambda", "ec2", "events"].includes(who) ? OF_SERVICES : SERVICES) {
        it(`give ${who} of ${service} what it should have, and nothing else`, () => {
          const own = cells.filter((cell) => cell.who === who && cell.question.service === service);
          expect(own).not.to.be.empty;
          expect(unexpected(own)).to.deep.equal([]);
        });
      }
    }

    it("let the function alone decrypt, through Parameter Store and under its own path alone", () => {
      expect(found("kms:Decrypt", "allowed")).to.deep.equal(["function p"]);
    });

    it("let nobody re-encrypt, which would carry a secret to another key", () => {
      expect(found("kms:ReEncryptFrom", "allowed")).to.deep.equal([]);
      expect(found("kms:ReEncryptTo", "allowed")).to.deep.equal([]);
    });

    // The simulator knows no grants: that nobody can make one stands for them.
    it("forbid everyone to make grants, the root user and the function too", () => {
      expect(found("kms:CreateGrant", "forbidden")).to.have.length(12 * 6);
    });

    it("let Lambda alone assume the roles", () => {
      expect(found("sts:AssumeRole", "allowed")).to.deep.equal(["lambda f", "lambda r"]);
    });

    it("let the recycler change the function's variables, in requests that name no layer and no VPC, and nothing else", () => {
      const allowed = cells.filter(({ who, verdict }) => who === "recycler" && verdict === "allowed");
      expect(allowed.map(({ question: { action, place } }) => `${action} ${place}`)).to.deep.equal([
        "logs:CreateLogStream r",
        "logs:PutLogEvents r",
        "lambda:GetFunctionConfiguration f",
        "lambda:UpdateFunctionConfiguration f",
        "sqs:SendMessage q",
      ]);
    });
  });
}
