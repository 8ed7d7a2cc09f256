import { expect } from "chai";
import { deployerPolicy, UNSCOPED_REASONS } from "../../../infra/policies/deployerPolicy.ts";
import { KEY_ADMINISTRATION, keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import {
  RECORDED_ACCOUNT,
  RECORDED_ADMINISTRATORS,
  recordedCalls,
  REFRESH_ON_CHANGE,
} from "../../../tools/access/recordedCalls.ts";
import { verdict } from "../../../tools/access/simulator.ts";
import type { AwsCall } from "../../../tools/lib/awsCall.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: RECORDED_ACCOUNT };
const DEPLOYER = `arn:aws:iam::${RECORDED_ACCOUNT}:role/deployer`;

/** Actions that no recorded change needed, and what needs them. */
const NOT_RECORDED: Readonly<Record<string, string>> = {
  "iam:PassRole": "no call: Lambda asks for it when it makes the function",
  "iam:UpdateRole": "a version of this project with another description of the role",
  "iam:UpdateAssumeRolePolicy": "a version of this project with another trust policy",
  "kms:UpdateAlias": "a key that is made again",
  "sqs:SetQueueAttributes": "a version of this project with another policy of the queue",
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
/** A role and a user of the account, a role without a path, and one of another account. */
const keyAdministrators = [
  ...RECORDED_ADMINISTRATORS,
  `arn:aws:iam::${RECORDED_ACCOUNT}:role/ci/deployer`,
  "arn:aws:iam::111122223333:role/deployer",
];
const policyOf = (environment: string, refreshOnChange: boolean) =>
  deployerPolicy(ACCOUNT, application(environment), {
    adminUser: "parameter-admin",
    keyAdministrators,
    refreshOnChange,
  });

const keyPolicyOf = (environment: string) =>
  keyPolicy(ACCOUNT, application(environment), {
    administrators: [
      { arn: `arn:aws:iam::${RECORDED_ACCOUNT}:user/parameter-admin`, uniqueId: "AIDAEXAMPLE" },
      { arn: DEPLOYER, uniqueId: "AROAEXAMPLE" },
    ],
    decryptor: {
      arn: `arn:aws:iam::${RECORDED_ACCOUNT}:role/parameterStoreBlog-${environment}-1234567`,
      uniqueId: "AROAFUNCTION",
    },
  });

/** What stands for the parts of names that differ from run to run. */
const concrete = (resource: string): string =>
  resource.replace("key/*", "key/0a1b2c3d-0000-4000-8000-000000000000").replace(/(:role\/.*-)\*$/, "$11234567");

const judge = ({ action, resource }: AwsCall, environment: string, refreshOnChange: boolean) =>
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
    identityPolicies: [policyOf(environment, refreshOnChange)],
    ...(resource.includes(":key/") ? { resourcePolicy: keyPolicyOf(environment) } : {}),
  });

const text = ({ action, resource }: AwsCall) => `${action} on ${resource}`;
const actionsOf = ({ Statement }: PolicyDocument) => Statement.flatMap(({ Action }) => Action);
const named = ({ resource }: AwsCall) => /[/-](dev|prod)(?![a-z0-9])/.exec(resource)?.[1];
const isRecyclers = ({ resource }: AwsCall) => resource.includes("_recycler");

describe("the deployer's policy", () => {
  for (const [environment, refreshOnChange] of Object.entries(REFRESH_ON_CHANGE)) {
    it(`allows every recorded call for ${environment}, with${refreshOnChange ? "" : "out"} refreshOnChange`, async () => {
      const calls = recordedCalls.filter(
        (call) => call.action !== FREE && [undefined, environment].includes(named(call)),
      );
      expect(calls.length).to.be.greaterThan(40);
      expect(calls.some(isRecyclers)).to.equal(refreshOnChange);
      for (const call of calls) {
        expect(await judge(call, environment, refreshOnChange), text(call)).to.equal("allowed");
      }
    });
  }

  for (const [one, other] of [
    ["dev", "prod"],
    ["prod", "dev"],
  ] as const) {
    it(`allows for ${one} nothing that has ${other}'s name`, async () => {
      const calls = recordedCalls.filter((call) => named(call) === other);
      expect(calls.length).to.be.greaterThan(20);
      for (const call of calls) expect(await judge(call, one, true), text(call)).to.equal("denied");
    });
  }

  it("allows nothing of the recycler's without refreshOnChange", async () => {
    const calls = recordedCalls.filter(isRecyclers);
    expect(calls.length).to.be.greaterThan(40);
    for (const call of calls) expect(await judge(call, "dev", false), text(call)).to.equal("denied");
  });

  it("has with refreshOnChange what it has without, and more", () => {
    const [less, more] = [policyOf("dev", false), policyOf("dev", true)];
    const added = more.Statement.slice(less.Statement.length).map(({ Sid }) => Sid);
    expect(added).to.deep.equal(["ManageRecyclerInvocation", "ManageRule", "ManageQueue", "ManageAlarm"]);
    for (const [index, { Resource = [], ...rest }] of less.Statement.entries()) {
      const { Resource: wider = [], ...same } = more.Statement[index] ?? {};
      expect(same).to.deep.equal(rest);
      expect([wider].flat().slice(0, [Resource].flat().length)).to.deep.equal([Resource].flat());
    }
  });

  it("has no action that no call needs, but for those with another reason", () => {
    const recorded = new Set(recordedCalls.map(({ action }) => action));
    const unused = [...actionsOf(policyOf("dev", true)), ...KEY_ADMINISTRATION].filter(
      (action) => !recorded.has(action),
    );
    expect(unused.sort()).to.deep.equal([...Object.keys(NOT_RECORDED), "kms:UpdateAlias"].sort());
  });

  it("has no action by pattern, and nothing that decrypts, invokes, sends or receives", () => {
    const actions = actionsOf(policyOf("dev", true));
    expect(actions.filter((action) => action.includes("*"))).to.deep.equal([]);
    expect(
      actions.filter((action) =>
        /Decrypt|ReEncrypt|CreateGrant|PutKeyPolicy|Invoke|(Send|Receive)Message/.test(action),
      ),
    ).to.deep.equal([]);
  });

  it("gives a reason for every statement that is wider than the stack", () => {
    const wide = policyOf("dev", true)
      .Statement.filter(({ Resource = [] }) =>
        [Resource].flat().some((resource) => resource === "*" || resource.endsWith(":*") || resource.includes("/*/")),
      )
      .filter(({ Sid }) => Sid !== "ManageLogGroup"); // `:*` behind a log group's ARN is its streams
    expect(wide.map(({ Sid }) => Sid)).to.deep.equal(Object.keys(UNSCOPED_REASONS));
  });

  const account = `arn:aws:iam::${RECORDED_ACCOUNT}`;
  const lookUps: readonly (readonly [action: string, resource: string, expected: string])[] = [
    ["iam:GetRole", `${account}:role/ci-deployer`, "allowed"],
    ["iam:GetRole", `${account}:role/ci/deployer`, "allowed"],
    ["iam:GetUser", `${account}:user/operator`, "allowed"],
    ["iam:GetRole", `${account}:role/deployer`, "denied"],
    ["iam:GetRole", `${account}:role/ci/deployer-2`, "denied"],
    ["iam:GetUser", `${account}:user/operator-2`, "denied"],
    ["iam:ListRolePolicies", `${account}:role/ci/deployer`, "denied"],
    ["iam:GetRole", "arn:aws:iam::111122223333:role/deployer", "denied"],
  ];
  for (const [action, resource, expected] of lookUps) {
    it(`has the look-up of keyAdministrators, and no more: ${action} on ${resource} is ${expected}`, async () => {
      expect(await judge({ action, resource }, "dev", true)).to.equal(expected);
    });
  }

  it("has no statement for roles if keyAdministrators has none", () => {
    const config = { adminUser: "parameter-admin", keyAdministrators: [], refreshOnChange: false };
    const { Statement } = deployerPolicy(ACCOUNT, application("dev"), config);
    expect(Statement.map(({ Sid }) => Sid))
      .to.include("LookUpUsers")
      .and.not.include("LookUpRoles");
  });

  for (const name of ["parameterStoreBlog-dev", "parameterStoreBlog-dev_recycler"]) {
    it(`passes the role of ${name} to Lambda and to no other service`, async () => {
      const request = {
        principal: `arn:aws:sts::${RECORDED_ACCOUNT}:assumed-role/deployer/ci`,
        action: "iam:PassRole",
        resource: `arn:aws:iam::${RECORDED_ACCOUNT}:role/${name}-1234567`,
        accountId: RECORDED_ACCOUNT,
        identityPolicies: [policyOf("dev", true)],
      };
      const to = (service: string) => verdict({ ...request, context: { "iam:PassedToService": service } });
      expect(await to("lambda.amazonaws.com")).to.equal("allowed");
      expect(await to("ec2.amazonaws.com")).to.equal("denied");
    });
  }
});
