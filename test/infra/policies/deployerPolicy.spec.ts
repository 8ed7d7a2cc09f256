import { expect } from "chai";
import { deployerPolicy, UNSCOPED_REASONS } from "../../../infra/policies/deployerPolicy.ts";
import { KEY_ADMINISTRATION_ACTIONS, keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import {
  RECORDED_ACCOUNT,
  RECORDED_ADMINISTRATORS,
  RECORDED_BOUNDARY,
  recordedCalls,
  REFRESH_ON_CHANGE_BY_STACK,
} from "../../../tools/access/recordedCalls.ts";
import { evaluate } from "../../../tools/access/simulator.ts";
import type { AwsCall } from "../../../tools/lib/awsCall.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: RECORDED_ACCOUNT };
const DEPLOYER = `arn:aws:iam::${RECORDED_ACCOUNT}:role/deployer`;

/** Actions that are not in the recording, and the reason for each. */
const NOT_RECORDED: Readonly<Record<string, string>> = {
  "iam:PassRole": "not a call: Lambda checks it when it creates the function",
  "iam:UpdateRole": "a release that changes the description of the role",
  "iam:UpdateAssumeRolePolicy": "a release that changes the trust policy",
  "kms:UpdateAlias": "a key that is replaced",
  "sqs:SetQueueAttributes": "a release that changes the policy of the queue",
  "lambda:UpdateFunctionCode": "a release, or a package update, that changes the code",
  "kms:UpdateKeyDescription": "a release that changes the description of the key",
  "kms:DisableKeyRotation": "a stack that turns off rotation",
  "kms:EnableKey": "a key that an administrator disabled",
  "kms:DisableKey": "an administrator who disables it in an emergency",
  "kms:CancelKeyDeletion": "an administrator who recovers it",
};

/** AWS allows this action without any permission. */
const ALWAYS_ALLOWED = "sts:GetCallerIdentity";

const application = (environment: string) => ({ environment, appName: "parameterStoreBlog" });
/** A role and a user of the account, a role with a path, and a role of another account. */
const keyAdministrators = [
  ...RECORDED_ADMINISTRATORS,
  `arn:aws:iam::${RECORDED_ACCOUNT}:role/ci/deployer`,
  "arn:aws:iam::111122223333:role/deployer",
];
const policyOf = (environment: string, refreshOnChange: boolean, permissionsBoundary?: string) =>
  deployerPolicy(ACCOUNT, application(environment), {
    adminUser: "parameter-admin",
    keyAdministrators,
    refreshOnChange,
    permissionsBoundary,
  });

const keyPolicyOf = (environment: string) =>
  keyPolicy(ACCOUNT, application(environment), {
    administrators: [
      { arn: `arn:aws:iam::${RECORDED_ACCOUNT}:user/parameter-admin`, uniqueId: "AIDAEXAMPLE" },
      { arn: DEPLOYER, uniqueId: "AROAEXAMPLE" },
    ],
    decryptors: [
      {
        arn: `arn:aws:iam::${RECORDED_ACCOUNT}:role/parameterStoreBlog-${environment}_viewer-1234567`,
        uniqueId: "AROAVIEWER",
        secrets: "all",
      },
    ],
  });

/** Replaces the wildcards of the recording with an example key id and role suffix. */
const withoutWildcards = (resource: string): string =>
  resource.replace("key/*", "key/0a1b2c3d-0000-4000-8000-000000000000").replace(/(:role\/.*-)\*$/, "$11234567");

/** Returns whether AWS compares the boundary of the role with a condition for the action. */
const hasBoundary = (action: string) => /^iam:(CreateRole|(Put|Delete)Role(Policy|PermissionsBoundary))$/.test(action);

/** @param boundary the permissionsBoundary of the stack, which the roles in the calls have */
const evaluateCall = (
  { action, resource }: AwsCall,
  environment: string,
  refreshOnChange: boolean,
  boundary?: string,
) =>
  evaluate({
    principal: `arn:aws:sts::${RECORDED_ACCOUNT}:assumed-role/deployer/ci`,
    action,
    resource: withoutWildcards(resource),
    accountId: RECORDED_ACCOUNT,
    context: {
      "aws:PrincipalArn": DEPLOYER,
      "aws:PrincipalAccount": RECORDED_ACCOUNT,
      "aws:PrincipalType": "AssumedRole",
      ...(boundary !== undefined && hasBoundary(action) ? { "iam:PermissionsBoundary": boundary } : {}),
    },
    identityPolicies: [policyOf(environment, refreshOnChange, boundary)],
    ...(resource.includes(":key/") ? { resourcePolicy: keyPolicyOf(environment) } : {}),
  });

const text = ({ action, resource }: AwsCall) => `${action} on ${resource}`;
const actionsOf = ({ Statement }: PolicyDocument) => Statement.flatMap(({ Action }) => Action);
const environmentIn = ({ resource }: AwsCall) => /[/-](dev|prod)(?![a-zA-Z0-9])/.exec(resource)?.[1];
/** A call that every function of a stack needs. The names in the policy match all of them. */
const isOfFunction = ({ action }: AwsCall) =>
  /^(iam|logs):/.test(action) || (action.startsWith("lambda:") && !/Permission|GetPolicy/.test(action));
const isOfRecycler = ({ resource }: AwsCall) => resource.includes("_recycler");

/** The largest size of a managed policy, in characters without white space. */
const MANAGED_POLICY_LIMIT = 6144;

const lambdaArn = (name: string) => `arn:aws:lambda:eu-west-1:${RECORDED_ACCOUNT}:function:${name}`;
const roleArn = (name: string) => `arn:aws:iam::${RECORDED_ACCOUNT}:role/${name}`;

/** Calls on resources whose names resemble those of the stack's functions. */
const OUT_OF_SCOPE: Readonly<Record<string, AwsCall>> = {
  "a function without the separator": {
    action: "lambda:UpdateFunctionCode",
    resource: lambdaArn("parameterStoreBlog-dev"),
  },
  "a function of a sibling environment": {
    action: "lambda:UpdateFunctionCode",
    resource: lambdaArn("parameterStoreBlog-dev2_viewer"),
  },
  "a function of a sibling application": {
    action: "lambda:UpdateFunctionCode",
    resource: lambdaArn("parameterStoreBlogOther-dev_viewer"),
  },
  "a role of a sibling environment": {
    action: "iam:PutRolePolicy",
    resource: roleArn("parameterStoreBlog-dev2_viewer-1234567"),
  },
  "a role without Pulumi's suffix": { action: "iam:PutRolePolicy", resource: roleArn("parameterStoreBlog-dev_viewer") },
  "the log group of a sibling environment": {
    action: "logs:PutRetentionPolicy",
    resource: `arn:aws:logs:eu-west-1:${RECORDED_ACCOUNT}:log-group:/aws/lambda/parameterStoreBlog-dev2_viewer`,
  },
};

describe("the deployer's policy", () => {
  for (const [environment, refreshOnChange] of Object.entries(REFRESH_ON_CHANGE_BY_STACK)) {
    it(`allows every recorded call for ${environment}, with${refreshOnChange ? "" : "out"} refreshOnChange`, async () => {
      const calls = recordedCalls.filter(
        (call) => call.action !== ALWAYS_ALLOWED && [undefined, environment].includes(environmentIn(call)),
      );
      expect(calls.length).to.be.greaterThan(40);
      expect(calls.some(isOfRecycler)).to.equal(refreshOnChange);
      for (const call of calls) {
        expect(await evaluateCall(call, environment, refreshOnChange, RECORDED_BOUNDARY), text(call)).to.equal(
          "allowed",
        );
        const without = await evaluateCall(call, environment, refreshOnChange);
        expect(without, text(call)).to.equal(call.action.endsWith("PermissionsBoundary") ? "denied" : "allowed");
      }
    });
  }

  for (const [one, other] of [
    ["dev", "prod"],
    ["prod", "dev"],
  ] as const) {
    it(`denies for ${one} every call on resources of ${other}`, async () => {
      const calls = recordedCalls.filter((call) => environmentIn(call) === other);
      expect(calls.length).to.be.greaterThan(20);
      for (const call of calls) expect(await evaluateCall(call, one, true), text(call)).to.equal("denied");
    });
  }

  it("denies without refreshOnChange every call on the recycler that is not one on a function, a role or a log group", async () => {
    const calls = recordedCalls.filter((call) => isOfRecycler(call) && !isOfFunction(call));
    expect(calls.length).to.be.greaterThan(20);
    for (const call of calls) expect(await evaluateCall(call, "dev", false), text(call)).to.equal("denied");
  });

  it("allows the same calls for any number of functions, and stays under the limit of a managed policy", async () => {
    const calls = recordedCalls.filter(({ resource }) => resource.includes("-dev_viewer"));
    expect(calls.length).to.be.greaterThan(20);
    for (let index = 1; index <= 30; index++) {
      for (const { action, resource } of index % 10 === 0 ? calls : calls.slice(0, 1)) {
        const call = { action, resource: resource.replace("_viewer", `_worker${index}`) };
        expect(await evaluateCall(call, "dev", false, RECORDED_BOUNDARY), text(call)).to.equal("allowed");
      }
    }
    // IAM does not count white space. The policy does not depend on the functions, only on the names and administrators.
    const application = { environment: "a".repeat(15), appName: "b".repeat(30) };
    const permissionsBoundary = `${roleArn("").replace(":role/", ":policy/")}${"d".repeat(128)}`;
    const config = { adminUser: "c".repeat(64), keyAdministrators, refreshOnChange: true, permissionsBoundary };
    const longest = JSON.stringify(deployerPolicy({ ...ACCOUNT, region: "ap-southeast-1" }, application, config));
    expect(longest.length).to.be.lessThan(MANAGED_POLICY_LIMIT);
  });

  for (const [what, call] of Object.entries(OUT_OF_SCOPE)) {
    it(`denies ${what}`, async () => {
      expect(await evaluateCall(call, "dev", true)).to.equal("denied");
    });
  }

  it("contains the same statements with refreshOnChange, and additional ones", () => {
    const [less, more] = [policyOf("dev", false), policyOf("dev", true)];
    const added = more.Statement.slice(less.Statement.length).map(({ Sid }) => Sid);
    expect(added).to.deep.equal(["ManageRecyclerInvocation", "ManageRule", "ManageQueue", "ManageAlarm"]);
    for (const [index, { Resource = [], ...rest }] of less.Statement.entries()) {
      const { Resource: wider = [], ...same } = more.Statement[index] ?? {};
      expect(same).to.deep.equal(rest);
      expect([wider].flat().slice(0, [Resource].flat().length)).to.deep.equal([Resource].flat());
    }
  });

  it("contains only actions that a recorded call or another documented reason needs", () => {
    const recorded = new Set(recordedCalls.map(({ action }) => action));
    const unused = [...actionsOf(policyOf("dev", true, RECORDED_BOUNDARY)), ...KEY_ADMINISTRATION_ACTIONS].filter(
      (action) => !recorded.has(action),
    );
    expect(unused.sort()).to.deep.equal([...Object.keys(NOT_RECORDED), "kms:UpdateAlias"].sort());
  });

  it("contains no action patterns, and no action that decrypts, invokes, sends or receives", () => {
    const actions = actionsOf(policyOf("dev", true));
    expect(actions.filter((action) => action.includes("*"))).to.deep.equal([]);
    expect(
      actions.filter((action) =>
        /Decrypt|ReEncrypt|CreateGrant|PutKeyPolicy|Invoke|(Send|Receive)Message/.test(action),
      ),
    ).to.deep.equal([]);
  });

  it("has a reason for every statement that names more than the stack", () => {
    const wide = policyOf("dev", true)
      .Statement.filter(({ Resource = [] }) =>
        [Resource].flat().some((resource) => resource === "*" || resource.endsWith(":*") || resource.includes("/*/")),
      )
      .filter(({ Sid }) => Sid !== "ManageLogGroup"); // `:*` after the ARN of a log group matches its streams
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
    it(`limits look-ups to keyAdministrators: ${action} on ${resource} is ${expected}`, async () => {
      expect(await evaluateCall({ action, resource }, "dev", true)).to.equal(expected);
    });
  }

  it("has no statement for roles if keyAdministrators contains no role", () => {
    const config = { adminUser: "parameter-admin", keyAdministrators: [], refreshOnChange: false };
    const { Statement } = deployerPolicy(ACCOUNT, application("dev"), config);
    expect(Statement.map(({ Sid }) => Sid))
      .to.include("LookUpUsers")
      .and.not.include("LookUpRoles");
  });

  it("allows the calls that replace the role of a function, and that remove a setting or a permission of it", async () => {
    const [role, replacement] = ["1234567", "89abcde"].map((suffix) =>
      roleArn(`parameterStoreBlog-dev_worker-${suffix}`),
    );
    const worker = lambdaArn("parameterStoreBlog-dev_worker");
    for (const [action, resource = ""] of [
      ["iam:CreateRole", replacement],
      ["iam:PutRolePolicy", replacement],
      ["lambda:UpdateFunctionConfiguration", worker],
      ["lambda:PutFunctionConcurrency", worker],
      ["lambda:DeleteFunctionConcurrency", worker],
      ["iam:PutRolePolicy", role],
      ["iam:DeleteRolePolicy", role],
      ["iam:DeleteRole", role],
    ] as const) {
      expect(await evaluateCall({ action, resource }, "dev", false), action).to.equal("allowed");
    }
  });

  for (const name of ["viewer", "notifier", "recycler"].map((each) => `parameterStoreBlog-dev_${each}`)) {
    it(`passes the role of ${name} only to Lambda`, async () => {
      const request = {
        principal: `arn:aws:sts::${RECORDED_ACCOUNT}:assumed-role/deployer/ci`,
        action: "iam:PassRole",
        resource: `arn:aws:iam::${RECORDED_ACCOUNT}:role/${name}-1234567`,
        accountId: RECORDED_ACCOUNT,
        identityPolicies: [policyOf("dev", true)],
      };
      const to = (service: string) => evaluate({ ...request, context: { "iam:PassedToService": service } });
      expect(await to("lambda.amazonaws.com")).to.equal("allowed");
      expect(await to("ec2.amazonaws.com")).to.equal("denied");
    });
  }
});
