import { expect } from "chai";
import { grantsIn, plannedGrants } from "../../../infra/policies/keyGrants.ts";
import { keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import type { SecretsRead } from "../../../infra/policies/keyPolicy.ts";
import type { PolicyStatement } from "../../../infra/policies/policyDocument.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const application = { environment: "dev", appName: "app" };
const PATH = "arn:aws:ssm:eu-west-1:123456789012:parameter/dev/app";
const EVE = "arn:aws:iam::123456789012:user/eve";
const roleArn = (fullName: string, accountId = account.accountId) =>
  `arn:aws:iam::${accountId}:role/${fullName}-1234567`;

/** Returns the policy of the program for functions, given what they read. */
const policyFor = (functions: Readonly<Record<string, SecretsRead>>) =>
  keyPolicy(account, application, {
    administrators: [{ arn: "arn:aws:iam::123456789012:user/admin", uniqueId: "AIDAADMIN" }],
    decryptors: Object.entries(functions).map(([name, secrets]) => ({
      arn: roleArn(`app-dev_${name}`),
      uniqueId: `AROA${name.toUpperCase()}`,
      secrets,
    })),
  });

const grants = (policy: unknown) => Object.fromEntries(grantsIn(JSON.stringify(policy), account, application));

/** Returns the grants in a policy that has one statement. */
const grantsOf = (statement: Partial<Record<keyof PolicyStatement, unknown>>) =>
  grants({ Statement: [{ Effect: "Allow", Principal: { AWS: EVE }, Action: "kms:Decrypt", ...statement }] });

const onParameters = (operator: string, values: string | readonly string[]) => ({
  Condition: { [operator]: { "kms:EncryptionContext:PARAMETER_ARN": values } },
});

describe("grantsIn", () => {
  it("finds in the program's own policy exactly what the program planned", () => {
    const functions = { viewer: "all", mailer: ["mail"], importer: ["mail", "database"], greeter: [] } as const;
    const planned = plannedGrants(Object.entries(functions).map(([name, secrets]) => ({ name, secrets })));
    expect(grants(policyFor(functions))).to.deep.equal(Object.fromEntries(planned));
    expect(Object.fromEntries(planned)).to.deep.equal({
      viewer: "all",
      mailer: ["mail"],
      importer: ["mail", "database"],
    });
  });

  it("finds the same in the form that KMS returns, with a single value in place of a list of one", () => {
    const text = JSON.stringify(policyFor({ mailer: ["mail"], importer: ["mail", "database"] }));
    const returned = text.replaceAll(/\["([^"]*)"\]/g, '"$1"');
    expect(returned).not.to.equal(text);
    expect(Object.fromEntries(grantsIn(returned, account, application))).to.deep.equal({
      mailer: ["mail"],
      importer: ["mail", "database"],
    });
  });

  it("finds nothing without a policy", () => {
    for (const text of [undefined, "", "not JSON", "{}"]) {
      expect(Object.fromEntries(grantsIn(text, account, application))).to.deep.equal({});
    }
  });

  for (const Action of ["*", "kms:*", "kms:D*", "KMS:decrypt", "kms:D?crypt", ["kms:Encrypt", "kms:Decrypt"]]) {
    it(`finds a principal that somebody added with ${JSON.stringify(Action)}`, () => {
      expect(grantsOf({ Action })).to.deep.equal({ [EVE]: "all" });
    });
  }

  for (const Action of ["kms:Encrypt", "kms:De", "ssm:*", ["kms:PutKeyPolicy"]]) {
    it(`ignores a statement with ${JSON.stringify(Action)}`, () => {
      expect(grantsOf({ Action })).to.deep.equal({});
    });
  }

  it("ignores a Deny, and the unique id of a deleted principal", () => {
    expect(grantsOf({ Effect: "Deny" })).to.deep.equal({});
    expect(grantsOf({ Principal: { AWS: ["AROA1234567890ABCDEF0", EVE] } })).to.deep.equal({ [EVE]: "all" });
  });

  it("finds everybody", () => {
    expect(grantsOf({ Principal: "*" })).to.deep.equal({ "*": "all" });
  });

  it("names the sections that a condition allows, and other parameters by their ARNs", () => {
    expect(grantsOf(onParameters("StringEquals", `${PATH}/mail`))).to.deep.equal({ [EVE]: ["mail"] });
    const [other, pattern] = [`${PATH}Other/mail`, `${PATH}/m*`];
    expect(grantsOf(onParameters("StringLike", [pattern, other]))).to.deep.equal({ [EVE]: ["m*", other] });
    expect(grantsOf(onParameters("StringLike", `${PATH}/*`))).to.deep.equal({ [EVE]: "all" });
  });

  it("adds up what several statements grant to a principal", () => {
    const statementFor = (section: string) => ({
      Effect: "Allow",
      Principal: { AWS: EVE },
      Action: "kms:Decrypt",
      ...onParameters("StringEquals", `${PATH}/${section}`),
    });
    const Statement = [statementFor("mail"), statementFor("database"), statementFor("mail")];
    expect(grants({ Statement })).to.deep.equal({ [EVE]: ["mail", "database"] });
    expect(grants({ Statement: [...Statement, { ...statementFor("x"), Condition: {} }] })).to.deep.equal({
      [EVE]: "all",
    });
  });

  for (const [what, arn] of [
    ["of another account", roleArn("app-dev_viewer", "111122223333")],
    ["of another environment", roleArn("app-dev2_viewer")],
    ["without Pulumi's suffix", "arn:aws:iam::123456789012:role/app-dev_viewer"],
  ] as const) {
    it(`names a role ${what} by its ARN`, () => {
      expect(grantsOf({ Principal: { AWS: arn } })).to.deep.equal({ [arn]: "all" });
    });
  }
});
