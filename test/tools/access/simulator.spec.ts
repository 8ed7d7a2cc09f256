import { expect } from "chai";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import { simulate, verdict } from "../../../tools/access/simulator.ts";
import type { AccessRequest } from "../../../tools/access/simulator.ts";
import { rejection } from "./support/rejection.ts";

const accountId = "123456789012";
const user = `arn:aws:iam::${accountId}:user/reader`;
const ofDev = { "kms:EncryptionContext:PARAMETER_ARN": "dev" };

const keyPolicy = (condition: Readonly<Record<string, string>>): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Reads",
      Effect: "Allow",
      Principal: { AWS: user },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringEquals: condition },
    },
  ],
});

const decrypt = (context: Readonly<Record<string, string>>): AccessRequest => ({
  principal: user,
  action: "kms:Decrypt",
  resource: `arn:aws:kms:eu-west-1:${accountId}:key/0a1b2c3d-0000-4000-8000-000000000000`,
  accountId,
  context: { "aws:PrincipalArn": user, ...context },
  identityPolicies: [],
  resourcePolicy: keyPolicy(ofDev),
});

describe("the simulator", () => {
  it("judges by the encryption context, which it would otherwise drop", async () => {
    expect(await verdict(decrypt(ofDev))).to.equal("allowed");
    expect(await verdict(decrypt({ "kms:EncryptionContext:PARAMETER_ARN": "prod" }))).to.equal("denied");
    expect(await verdict(decrypt({}))).to.equal("denied");
  });

  it("judges by the encryption context in IAM policies too", async () => {
    const [statement] = keyPolicy(ofDev).Statement;
    if (statement === undefined) expect.fail("the key policy is empty");
    const { Sid, Effect, Action, Resource = "*", Condition = {} } = statement;
    const requests = [ofDev, {}].map((context) => ({
      ...decrypt(context),
      identityPolicies: [{ ...keyPolicy(ofDev), Statement: [{ Sid, Effect, Action, Resource, Condition }] }],
      resourcePolicy: {
        ...keyPolicy(ofDev),
        Statement: [{ Sid, Effect, Action, Resource, Principal: { AWS: `arn:aws:iam::${accountId}:root` } }],
      },
    }));
    expect(await Promise.all(requests.map(verdict))).to.deep.equal(["allowed", "denied"]);
  });

  it("judges by what a request to change a function names: a layer, a VPC, or neither", async () => {
    const policy: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Updates",
          Effect: "Allow",
          Action: "lambda:UpdateFunctionConfiguration",
          Resource: "*",
          Condition: { Null: { "lambda:Layer": "true", "lambda:VpcIds": "true" } },
        },
      ],
    };
    const update = (context: Readonly<Record<string, string>>) =>
      verdict({
        principal: user,
        action: "lambda:UpdateFunctionConfiguration",
        resource: `arn:aws:lambda:eu-west-1:${accountId}:function:reader`,
        accountId,
        context,
        identityPolicies: [policy],
      });
    expect(await update({})).to.equal("allowed");
    expect(await update({ "lambda:Layer": `arn:aws:lambda:eu-west-1:${accountId}:layer:some:1` })).to.equal("denied");
    expect(await update({ "lambda:VpcIds": "vpc-0a1b2c3d" })).to.equal("denied");
  });

  it("refuses a request with an encryption context that was not renamed", async () => {
    expect(await rejection(simulate(decrypt(ofDev)))).to.match(
      /cannot judge kms:Decrypt .* ignored the context keys kms:EncryptionContext:PARAMETER_ARN/,
    );
  });

  it("refuses a request with a context key that the action does not have", async () => {
    expect(await rejection(verdict(decrypt({ "s3:prefix": "x" })))).to.match(/ignored the context keys s3:prefix/);
  });

  it("refuses an action that does not exist", async () => {
    expect(await rejection(verdict({ ...decrypt({}), action: "kms:Decipher" }))).to.match(/invalid\.action/);
  });

  it("refuses a resource that the action does not have, and a pattern", async () => {
    const resource = `arn:aws:ssm:eu-west-1:${accountId}:parameter/dev`;
    expect(await rejection(verdict({ ...decrypt({}), resource }))).to.match(/no\.resource\.types/);
    expect(await rejection(verdict({ ...decrypt({}), resource: "*" }))).to.match(/takes the resource for a pattern/);
  });

  it("refuses a policy that is not valid", async () => {
    const misspelt = { ...keyPolicy(ofDev), Statment: [] };
    expect(await rejection(verdict({ ...decrypt({}), resourcePolicy: misspelt }))).to.match(/Statment/);
  });

  it("does not let IAM policies open a key whose policy does not name the account", async () => {
    const everything: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" }],
    };
    expect(await verdict({ ...decrypt({}), identityPolicies: [everything] })).to.equal("denied");
  });
});
