import { expect } from "chai";
import { RECORDED_ACCOUNT, recordedCalls } from "../../access/recordedCalls.ts";
import { verdict } from "../../access/simulator.ts";
import { deployerPolicy, UNSCOPED } from "../../infra/deployerPolicy.ts";
import { KEY_ADMINISTRATION, keyPolicy, type PolicyDocument } from "../../infra/policies.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: RECORDED_ACCOUNT };
const DEPLOYER = `arn:aws:iam::${RECORDED_ACCOUNT}:role/deployer`;

/** Actions that no recorded change needed, and what needs them. */
const NOT_RECORDED: Readonly<Record<string, string>> = {
  "iam:PassRole": "no call: Lambda asks for it when it makes the function",
  "iam:UpdateRole": "a version of this project with another description of the role",
  "iam:UpdateAssumeRolePolicy": "a version of this project with another trust policy",
  "kms:UpdateAlias": "a key that is made again",
  "lambda:UpdateFunctionCode": "a version of this project, or of a package, with other code",
  "kms:UpdateKeyDescription": "a version of this project with another description of the key",
  "kms:DisableKeyRotation": "rotation that was switched off and is to stay so",
  "kms:EnableKey": "a key that an administrator disabled",
  "kms:DisableKey": "an administrator who disables it in an emergency",
  "kms:CancelKeyDeletion": "an administrator who recovers it",
};

/** IAM lets everybody do this. */
const FREE = "sts:GetCallerIdentity";

const application = (environment: string) => ({ environment, appName: "parameterStoreBlog" });
const policyOf = (environment: string) => deployerPolicy(ACCOUNT, application(environment), "parameter-admin");

const keyPolicyOf = (environment: string) =>
  keyPolicy(ACCOUNT, application(environment), {
    adminArn: `arn:aws:iam::${RECORDED_ACCOUNT}:user/parameter-admin`,
    adminUniqueId: "AIDAEXAMPLE",
    keyAdministrators: [DEPLOYER],
    decryptorArn: `arn:aws:iam::${RECORDED_ACCOUNT}:role/parameterStoreBlog-${environment}-1234567`,
  });

/** What stands for the parts of names that differ from run to run. */
const concrete = (resource: string): string =>
  resource.replace("key/*", "key/0a1b2c3d-0000-4000-8000-000000000000").replace(/(:role\/.*-)\*$/, "$11234567");

const judge = (action: string, resource: string, environment: string) =>
  verdict({
    principal: `arn:aws:sts::${RECORDED_ACCOUNT}:assumed-role/deployer/ci`,
    action,
    resource: concrete(resource),
    accountId: RECORDED_ACCOUNT,
    context: {
      "aws:PrincipalArn": DEPLOYER,
      "aws:PrincipalAccount": RECORDED_ACCOUNT,
      "aws:PrincipalType": "AssumedRole",
    },
    identityPolicies: [policyOf(environment)],
    ...(resource.includes(":key/") ? { resourcePolicy: keyPolicyOf(environment) } : {}),
  });

const actionsOf = ({ Statement }: PolicyDocument) => Statement.flatMap(({ Action }) => Action);
const named = (text: string) => /[/-](dev|prod)\b/.exec(text)?.[1];

describe("the deployer's policy", () => {
  for (const environment of ["dev", "prod"]) {
    it(`allows every recorded call for ${environment}`, async () => {
      const calls = recordedCalls.filter(
        ({ action, resource }) => action !== FREE && [undefined, environment].includes(named(resource)),
      );
      expect(calls.length).to.be.greaterThan(40);
      for (const { action, resource } of calls) {
        expect(await judge(action, resource, environment), `${action} on ${resource}`).to.equal("allowed");
      }
    });
  }

  it("allows nothing of the other environment's that has its name", async () => {
    const calls = recordedCalls.filter(({ resource }) => named(resource) === "prod");
    expect(calls.length).to.be.greaterThan(20);
    for (const { action, resource } of calls) {
      expect(await judge(action, resource, "dev"), `${action} on ${resource}`).to.equal("denied");
    }
  });

  it("has no action that no call needs, but for those with another reason", () => {
    const recorded = new Set(recordedCalls.map(({ action }) => action));
    const unused = [...actionsOf(policyOf("dev")), ...KEY_ADMINISTRATION].filter((action) => !recorded.has(action));
    expect(unused.sort()).to.deep.equal([...Object.keys(NOT_RECORDED), "kms:UpdateAlias"].sort());
  });

  it("has no action by pattern, and nothing that decrypts", () => {
    const actions = actionsOf(policyOf("dev"));
    expect(actions.filter((action) => action.includes("*"))).to.deep.equal([]);
    expect(actions.filter((action) => /Decrypt|ReEncrypt|CreateGrant|PutKeyPolicy/.test(action))).to.deep.equal([]);
  });

  it("gives a reason for every statement that is wider than the stack", () => {
    const wide = policyOf("dev")
      .Statement.filter(({ Resource = [] }) =>
        [Resource].flat().some((resource) => resource === "*" || resource.endsWith(":*") || resource.includes("/*/")),
      )
      .filter(({ Sid }) => Sid !== "ManageLogGroup"); // `:*` behind a log group's ARN is its streams
    expect(wide.map(({ Sid }) => Sid)).to.deep.equal(Object.keys(UNSCOPED));
  });

  it("passes the role to Lambda and to no other service", async () => {
    const role = `arn:aws:iam::${RECORDED_ACCOUNT}:role/parameterStoreBlog-dev-1234567`;
    const request = {
      principal: `arn:aws:sts::${RECORDED_ACCOUNT}:assumed-role/deployer/ci`,
      action: "iam:PassRole",
      resource: role,
      accountId: RECORDED_ACCOUNT,
      identityPolicies: [policyOf("dev")],
    };
    const to = (service: string) => verdict({ ...request, context: { "iam:PassedToService": service } });
    expect(await to("lambda.amazonaws.com")).to.equal("allowed");
    expect(await to("ec2.amazonaws.com")).to.equal("denied");
  });
});
