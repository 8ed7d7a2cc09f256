import { expect } from "chai";
import { describeUnexpected } from "../../../tools/access/matrix.ts";
import type { Cell } from "../../../tools/access/matrix.ts";
import { PRINCIPALS } from "../../../tools/access/principals.ts";
import type { PrincipalName } from "../../../tools/access/principals.ts";
import type { Verdict } from "../../../tools/access/simulator.ts";
import { evaluateStack } from "./support/evaluateStack.ts";

const SERVICES = ["kms", "ssm", "logs", "xray", "lambda", "iam", "sqs", "sts"] as const;

/** The services whose targets AWS services call on their own behalf. */
const CALLED_BY_SERVICES = ["lambda", "sqs", "sts"] as const;

for (const name of ["dev", "prod"]) {
  describe(`the policies of ${name}`, () => {
    let cells: readonly Cell[] = [];

    before(async function () {
      this.timeout(60_000);
      cells = (await evaluateStack(name)).cells;
    });

    const found = (action: string, verdict: Verdict) =>
      cells
        .filter((cell) => cell.request.action === action && cell.verdict === verdict)
        .map(({ principal, request }) => `${principal} ${request.target}`);

    it("are evaluated for all requests: 123 per principal, 13 per service, and 2 for both to assume the roles", () => {
      expect(cells).to.have.length(12 * (66 + 57) + 3 * 13 + (12 + 3) * 2);
    });

    for (const principal of Object.keys(PRINCIPALS) as PrincipalName[]) {
      for (const service of ["lambda", "ec2", "events"].includes(principal) ? CALLED_BY_SERVICES : SERVICES) {
        it(`allow ${principal} the expected ${service} actions and no others`, () => {
          const own = cells.filter((cell) => cell.principal === principal && cell.request.service === service);
          expect(own).not.to.be.empty;
          expect(describeUnexpected(own)).to.deep.equal([]);
        });
      }
    }

    it("let only the function decrypt, and only through Parameter Store under its own path", () => {
      expect(found("kms:Decrypt", "allowed")).to.deep.equal(["function viaParameterStore"]);
    });

    it("let nobody re-encrypt a secret under another key", () => {
      expect(found("kms:ReEncryptFrom", "allowed")).to.deep.equal([]);
      expect(found("kms:ReEncryptTo", "allowed")).to.deep.equal([]);
    });

    // The simulator does not support grants. Nobody can create one.
    it("forbid everyone to create grants, including the root user and the function", () => {
      expect(found("kms:CreateGrant", "forbidden")).to.have.length(12 * 6);
    });

    it("let only Lambda assume the roles", () => {
      expect(found("sts:AssumeRole", "allowed")).to.deep.equal(["lambda functionRole", "lambda recyclerRole"]);
    });

    it("let the recycler only update the function's variables without a layer or VPC, and write its log and queue", () => {
      const allowed = cells.filter(({ principal, verdict }) => principal === "recycler" && verdict === "allowed");
      expect(allowed.map(({ request: { action, target } }) => `${action} ${target}`)).to.deep.equal([
        "logs:CreateLogStream recyclerLog",
        "logs:PutLogEvents recyclerLog",
        "lambda:GetFunctionConfiguration function",
        "lambda:UpdateFunctionConfiguration function",
        "sqs:SendMessage queue",
      ]);
    });
  });
}
