import { expect } from "chai";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import { functionPlans } from "../../../../infra/config/functions/functionPlans.ts";
import { policySizeProblems } from "../../../../infra/config/functions/policySizes.ts";
import { functionPolicy } from "../../../../infra/policies/functionPolicy.ts";
import { keyPolicy } from "../../../../infra/policies/keyPolicy.ts";
import { recyclerPolicy } from "../../../../infra/policies/recyclerPolicies.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const application = { environment: "dev", appName: "parameterStoreBlog" };
const admin = { arn: "arn:aws:iam::123456789012:user/parameter-admin", uniqueId: "AIDA00000000000000000" };
const context = { account, application, admin, keyAdministrators: [], refreshOnChange: false };

const named = <T>(prefix: string, count: number, value: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index + 10}`, value]));

const plansOf = (functions: Record<string, { reads: "all" | string[] }>, sections: Record<string, unknown>) =>
  functionPlans({ root: "", functions, sections }, {}, { ...application, memorySize: 256, timeoutSeconds: 5 });

/** Returns the smallest count whose plans have a problem, and that problem. */
function firstProblem(plansWith: (count: number) => ReturnType<typeof plansOf>, refreshOnChange = false) {
  for (let count = 1; count < 500; count++) {
    const [problem, ...others] = policySizeProblems(plansWith(count), { ...context, refreshOnChange });
    expect(others).to.deep.equal([]);
    if (problem !== undefined) return { count, problem };
  }
  return expect.fail("no limit");
}

/** Returns the bytes of the key policy with the names and ids that AWS assigns. */
const keyPolicyBytes = (plans: ReturnType<typeof plansOf>): number =>
  JSON.stringify(
    keyPolicy(account, application, {
      administrators: [admin],
      decryptors: plans.map(({ functionName, secrets }) => ({
        arn: `arn:aws:iam::123456789012:role/${functionName}-1234567`,
        uniqueId: "AROAXXXXXXXXXXXXXXXXX",
        secrets,
      })),
    }),
  ).length;

describe("policySizeProblems", () => {
  for (const reads of ["all", ["db"]] as const) {
    it(`rejects a key policy of more than 32,768 bytes, made of functions that read ${JSON.stringify(reads)}`, () => {
      const plansWith = (count: number) =>
        plansOf(named("reader", count, { reads: reads === "all" ? reads : [...reads] }), { db: secret() });
      const { count, problem } = firstProblem(plansWith);
      expect(keyPolicyBytes(plansWith(count))).to.be.greaterThan(32_768);
      expect(keyPolicyBytes(plansWith(count - 1))).to.be.at.most(32_768);
      expect(problem).to.deep.equal({
        key: "app/functions.ts: functions",
        rule: `must need a smaller key policy: it has ${keyPolicyBytes(plansWith(count))} bytes, and at most 32768 are possible`,
        fix: { byHand: "let fewer functions read secrets, or combine secrets that the same functions read" },
      });
    });
  }

  it("does not count functions that read no secret in the key policy", () => {
    const functions = named("reader", 400, { reads: ["web"] });
    expect(policySizeProblems(plansOf(functions, { web: plain() }), context)).to.deep.equal([]);
  });

  it("rejects a role policy of more than 10,240 characters", () => {
    const plansWith = (count: number) => {
      const sections = named("section", count, plain());
      return plansOf({ reader: { reads: Object.keys(sections) } }, sections);
    };
    const length = (count: number) =>
      plansWith(count).map((plan) => JSON.stringify(functionPolicy(account, application, plan)).length)[0] ?? 0;
    const { count, problem } = firstProblem(plansWith);
    expect(length(count)).to.be.greaterThan(10_240);
    expect(length(count - 1)).to.be.at.most(10_240);
    expect(problem).to.deep.equal({
      key: "app/functions.ts: reader",
      rule: `must have a smaller IAM policy: with its sections and permissions it has ${length(count)} characters, and at most 10240 are possible`,
      fix: { byHand: "combine sections that it reads, or remove some of its permissions" },
    });
  });

  it("rejects a recycler's policy of more than 10,240 characters, made of functions that read something", () => {
    const plansWith = (count: number) =>
      plansOf(
        { ...named("reader", count, { reads: ["web"] }), ...named("worker", 5, { reads: [] }) },
        { web: plain() },
      );
    const names = (count: number) =>
      plansWith(count).flatMap((plan) => (plan.reads === "all" || plan.reads.length > 0 ? [plan.functionName] : []));
    const length = (count: number) => JSON.stringify(recyclerPolicy(account, application, names(count))).length;
    const { count, problem } = firstProblem(plansWith, true);
    expect(length(count)).to.be.greaterThan(10_240);
    expect(length(count - 1)).to.be.at.most(10_240);
    expect(problem).to.deep.equal({
      key: "refreshOnChange",
      rule:
        `must be false for so many functions: the IAM policy of the recycler, which names them, has ${length(count)} ` +
        "characters, and at most 10240 are possible",
      given: "true",
      fix: "pulumi config set refreshOnChange false",
    });
  });
});
