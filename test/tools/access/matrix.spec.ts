import { expect } from "chai";
import { describeUnexpected } from "../../../tools/access/matrix.ts";
import type { Cell } from "../../../tools/access/matrix.ts";
import { PRINCIPALS } from "../../../tools/access/principals.ts";
import type { PrincipalKind } from "../../../tools/access/principals.ts";
import { GET_ACTIONS } from "../../../tools/access/requests.ts";
import type { Verdict } from "../../../tools/access/simulator.ts";
import { evaluateEveryCase } from "./support/evaluateStack.ts";
import { FUNCTION_NAMES, RECYCLED_NAMES } from "./support/everyCase.ts";

const SERVICES = ["kms", "ssm", "logs", "xray", "lambda", "iam", "sqs", "sts"] as const;

/** The services whose targets AWS services call on their own behalf. */
const CALLED_BY_SERVICES = ["lambda", "sqs", "sts"] as const;

const SECTIONS = ["appConfig", "payments", "audit", "undeclared"] as const;

/** The requests for values that each function's role may send from the function, as a fixed list. */
const GETS: Readonly<Record<(typeof FUNCTION_NAMES)[number], readonly string[]>> = {
  viewer: ["ssm:GetParametersByPath ownPath"],
  payer: ["ssm:GetParameters section:appConfig", "ssm:GetParameters section:payments"],
  auditor: ["ssm:GetParameters section:audit"],
  notifier: ["ssm:GetParameters section:appConfig"],
  pinger: [],
};

for (const name of ["dev", "prod"]) {
  describe(`the policies of ${name}`, () => {
    let cells: readonly Cell[] = [];

    before(async function () {
      this.timeout(300_000);
      cells = (await evaluateEveryCase(name)).cells;
    });

    const found = (action: string, verdict: Verdict) =>
      cells
        .filter((cell) => cell.request.action === action && cell.verdict === verdict)
        .map(({ principal, request }) => `${principal.name} ${request.target}`);

    for (const kind of Object.keys(PRINCIPALS) as PrincipalKind[]) {
      for (const service of ["lambda", "ec2", "events"].includes(kind) ? CALLED_BY_SERVICES : SERVICES) {
        it(`allow ${kind} the expected ${service} actions and no others`, () => {
          const own = cells.filter((cell) => cell.principal.kind === kind && cell.request.service === service);
          expect(own).not.to.be.empty;
          expect(describeUnexpected(own)).to.deep.equal([]);
        });
      }
    }

    for (const functionName of FUNCTION_NAMES) {
      const getsOf = (principal: string) =>
        cells.filter(({ principal: one, request }) => one.name === principal && request.action.startsWith("ssm:Get"));

      it(`let ${functionName} get what it declares, and deny every other action, section, path and level`, () => {
        const gets = getsOf(functionName);
        // Five paths, and four parameters for each section: its own, a deeper one, a sibling's, another environment's.
        expect(gets).to.have.length(GET_ACTIONS.length * (5 + 4 * SECTIONS.length));
        const allowed = gets.filter(({ verdict }) => verdict === "allowed");
        expect(allowed.map(({ request }) => `${request.action} ${request.target}`)).to.deep.equal(GETS[functionName]);
      });

      for (const user of ["otherFn", "person"]) {
        it(`let the role of ${functionName} get nothing as ${functionName}/${user}`, () => {
          const gets = getsOf(`${functionName}/${user}`);
          expect(gets).to.have.length(GET_ACTIONS.length * (5 + 4 * SECTIONS.length));
          expect(gets.filter(({ verdict }) => verdict === "allowed")).to.deep.equal([]);
        });
      }
    }

    it("let only the roles of functions that read a secret decrypt it, and only through Parameter Store", () => {
      // Not the sessions outside the function: the key policy names roles, and these sessions cannot get a parameter.
      const byFunctions = found("kms:Decrypt", "allowed").filter((line) => !line.includes("/"));
      expect(byFunctions).to.have.members([
        ...SECTIONS.map((section) => `viewer viaParameterStore:${section}`),
        "viewer viaParameterStoreBelow:payments",
        "viewer viaParameterStoreBelow:audit",
        "payer viaParameterStore:payments",
        "auditor viaParameterStore:audit",
      ]);
      const principals = new Set(found("kms:Decrypt", "allowed").map((line) => line.replace(/[/ ].*/, "")));
      expect([...principals]).to.have.members(["viewer", "payer", "auditor"]);
    });

    it("let nobody re-encrypt a secret under another key", () => {
      expect(found("kms:ReEncryptFrom", "allowed")).to.deep.equal([]);
      expect(found("kms:ReEncryptTo", "allowed")).to.deep.equal([]);
    });

    // The simulator does not support grants. Nobody can create one.
    it("forbid everyone to create grants, including the root user and the functions", () => {
      const all = cells.filter(({ request }) => request.action === "kms:CreateGrant");
      expect(found("kms:CreateGrant", "forbidden")).to.have.length(all.length);
      expect(new Set(all.map(({ principal }) => principal.name)).size).to.equal(10 + 4 * FUNCTION_NAMES.length);
    });

    it("let only Lambda assume the roles", () => {
      expect(found("sts:AssumeRole", "allowed")).to.deep.equal([
        ...FUNCTION_NAMES.map((functionName) => `lambda assumedFunctionRole:${functionName}`),
        "lambda assumedRecyclerRole",
      ]);
    });

    it("let the recycler only update the functions' variables without a layer or VPC, and write its log and queue", () => {
      const allowed = cells.filter(({ principal, verdict }) => principal.kind === "recycler" && verdict === "allowed");
      const functions = (action: string) => RECYCLED_NAMES.map((functionName) => `${action} function:${functionName}`);
      expect(allowed.map(({ request: { action, target } }) => `${action} ${target}`)).to.deep.equal([
        "logs:CreateLogStream recyclerLog",
        "logs:PutLogEvents recyclerLog",
        ...functions("lambda:GetFunctionConfiguration"),
        ...functions("lambda:UpdateFunctionConfiguration"),
        "sqs:SendMessage queue",
      ]);
    });
  });
}
