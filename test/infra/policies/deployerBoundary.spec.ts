import { expect } from "chai";
import { deployerPolicy } from "../../../infra/policies/deployerPolicy.ts";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import { evaluate } from "../../../tools/access/simulator.ts";

const accountId = "111122223333";
const ROLE = `arn:aws:iam::${accountId}:role/app-dev_viewer-1234567`;
const [BOUNDARY, OTHER] = ["boundary", "other"].map((name) => `arn:aws:iam::${accountId}:policy/${name}`);

const policyWith = (permissionsBoundary?: string) =>
  deployerPolicy(
    { partition: "aws", region: "eu-west-1", accountId },
    { environment: "dev", appName: "app" },
    { adminUser: "parameter-admin", keyAdministrators: [], refreshOnChange: true, permissionsBoundary },
  );
const actionsOf = ({ Statement }: PolicyDocument) => Statement.flatMap(({ Action }) => Action);
const resourcesOf = ({ Statement }: PolicyDocument) => new Set(Statement.flatMap(({ Resource = [] }) => Resource));

/** Evaluates a call on a role, with the boundary in the request or on the role. */
const evaluateCall = (action: string, boundary: string | undefined, policy = policyWith(BOUNDARY)) =>
  evaluate({
    principal: `arn:aws:sts::${accountId}:assumed-role/deployer/ci`,
    action,
    resource: ROLE,
    accountId,
    context: boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary },
    identityPolicies: [policy],
  });

describe("the deployer's policy with permissionsBoundary", () => {
  for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"]) {
    it(`allows ${action} only with this boundary`, async () => {
      expect(await evaluateCall(action, BOUNDARY)).to.equal("allowed");
      expect(await evaluateCall(action, OTHER)).to.equal("denied");
      expect(await evaluateCall(action, undefined)).to.equal("denied");
    });
  }

  it("allows the removal of the boundary in a statement of its own, which can be left out", async () => {
    const policy = policyWith(BOUNDARY);
    expect(await evaluateCall("iam:DeleteRolePermissionsBoundary", OTHER, policy)).to.equal("allowed");
    const Statement = policy.Statement.filter(({ Sid }) => Sid !== "RemovePermissionsBoundary");
    expect(Statement).to.have.length(policy.Statement.length - 1);
    const without = { ...policy, Statement };
    expect(await evaluateCall("iam:DeleteRolePermissionsBoundary", OTHER, without)).to.equal("denied");
  });

  it("allows the deletion of a role and its policy, whatever its boundary is", async () => {
    expect(await evaluateCall("iam:DeleteRolePolicy", OTHER)).to.equal("allowed");
    expect(await evaluateCall("iam:DeleteRole", undefined)).to.equal("allowed");
  });

  it("allows otherwise the same actions on the same resources as without it", () => {
    const added = ["iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"];
    expect(actionsOf(policyWith(BOUNDARY))).to.have.members([...actionsOf(policyWith()), ...added]);
    expect(resourcesOf(policyWith(BOUNDARY))).to.deep.equal(resourcesOf(policyWith()));
  });
});
