import { expect } from "chai";
import type { PolicyStatement } from "../../../infra/policies/policyDocument.ts";
import { EVERY_CASE, FUNCTION_NAMES } from "./support/everyCase.ts";
import * as widen from "./support/widenPolicy.ts";

/** Changes of a statement that allow more, by description. */
function widerStatements({ Effect, Action, Resource, Principal, Condition = {} }: PolicyStatement) {
  const actions = [Action].flat();
  const changes: Record<string, widen.Change> = {};
  const service = actions[0]?.split(":")[0] ?? "";
  const conditionKeys = Object.values(Condition).flatMap((keys) => Object.keys(keys));
  if (Effect === "Deny") {
    changes["removed"] = widen.removed;
    changes["for only an administrator"] = widen.withPrincipal({
      AWS: "arn:aws:iam::123456789012:user/parameter-admin",
    });
    if (actions.length > 1) {
      for (const kept of actions) changes[`for only ${kept}`] = widen.onlyActions(kept);
    }
    if (conditionKeys.length > 0)
      changes["sparing a role"] = widen.sparing("arn:aws:iam::123456789012:role/power-user");
    return changes;
  }
  changes[`with ${service}:*`] = widen.onlyActions(`${service}:*`);
  if (Resource !== undefined && Resource !== "*") changes["on every resource"] = widen.withResource("*");
  if (Principal !== undefined) changes["for everyone"] = widen.withPrincipal("*");
  for (const key of conditionKeys) changes[`without ${key}`] = widen.withoutConditionKey(key);
  return changes;
}

/** Changes that no principal of the matrix can use. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  "keyPolicy RecoverKey for everyone": "the condition still requires the root user of an account",
};

/** The statements of each document, by the start of their Sids. */
const STATEMENTS: readonly (readonly [title: string, id: widen.DocumentId, sids: readonly string[]])[] = [
  ...FUNCTION_NAMES.map(
    (name) =>
      [
        `the policy of ${name}`,
        widen.policyOf(name),
        [...(EVERY_CASE[name].length > 0 ? ["ReadParameters"] : []), "SendTraces", "WriteLog"],
      ] as const,
  ),
  [
    "keyPolicy",
    "keyPolicy",
    [
      "AdministerKey",
      "EncryptThroughParameterStore",
      "FunctionDecryptsAROAVIEWER",
      "FunctionDecryptsAROAPAYER",
      "FunctionDecryptsAROAAUDITOR",
      "NobodyElseDecrypts",
      "NoGrants",
      "RecoverKey",
    ],
  ],
];

describe("the access matrix after any statement is widened", function () {
  this.timeout(300_000);
  this.slow(60_000);

  for (const [title, id, sids] of STATEMENTS) {
    it(`has the statements of ${title} that these tests widen`, async () => {
      const { Statement } = await widen.readDocument(id);
      expect(Statement.map(({ Sid }) => sids.find((sid) => Sid.startsWith(sid)))).to.deep.equal(sids);
    });

    for (const sid of sids) {
      it(`is unexpected for every widening of ${sid} in ${title}`, async () => {
        const { Statement } = await widen.readDocument(id);
        const statement = Statement.find(({ Sid }) => Sid.startsWith(sid));
        if (statement === undefined) return expect.fail(`${sid} is missing`);
        const changes = Object.entries(widerStatements(statement));
        expect(changes).not.to.be.empty;
        for (const [description, change] of changes) {
          const what = `${title} ${sid} ${description}`;
          const line = await widen.firstUnexpectedAfter(id, sid, change);
          if (what in WITHOUT_EFFECT) expect(line, what).to.equal(undefined);
          else expect(line, what).to.be.a("string");
        }
      });
    }
  }
});
