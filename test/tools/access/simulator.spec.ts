import { expect } from "chai";
import type { PolicyDocument } from "../../../infra/policies/policyDocument.ts";
import { evaluate, simulate } from "../../../tools/access/simulator.ts";
import type { SimulationInput } from "../../../tools/access/simulator.ts";

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

const decrypt = (context: Readonly<Record<string, string>>): SimulationInput => ({
  principal: user,
  action: "kms:Decrypt",
  resource: `arn:aws:kms:eu-west-1:${accountId}:key/0a1b2c3d-0000-4000-8000-000000000000`,
  accountId,
  context: { "aws:PrincipalArn": user, ...context },
  identityPolicies: [],
  resourcePolicy: keyPolicy(ofDev),
});

async function rejectionMessage(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return String(error);
  }
  return expect.fail("The promise was not rejected.");
}

describe("the simulator", () => {
  it("evaluates the encryption context in key policies", async () => {
    expect(await evaluate(decrypt(ofDev))).to.equal("allowed");
    expect(await evaluate(decrypt({ "kms:EncryptionContext:PARAMETER_ARN": "prod" }))).to.equal("denied");
    expect(await evaluate(decrypt({}))).to.equal("denied");
  });

  it("evaluates the encryption context in IAM policies", async () => {
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
    expect(await Promise.all(requests.map(evaluate))).to.deep.equal(["allowed", "denied"]);
  });

  it("evaluates a layer or a VPC in a request to update a function", async () => {
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
      evaluate({
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

  const readInFunction = (Resource: string): PolicyDocument => ({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Reads",
        Effect: "Allow",
        Action: "ssm:GetParametersByPath",
        Resource,
        Condition: {
          ArnEquals: { "lambda:SourceFunctionArn": `arn:aws:lambda:eu-west-1:${accountId}:function:reader` },
        },
      },
    ],
  });
  const readPath = (resource: string, Resource: string, context: Readonly<Record<string, string>>) =>
    evaluate({
      principal: user,
      action: "ssm:GetParametersByPath",
      resource,
      accountId,
      context,
      identityPolicies: [readInFunction(Resource)],
    });
  const inFunction = (name: string) => ({
    "lambda:SourceFunctionArn": `arn:aws:lambda:eu-west-1:${accountId}:function:${name}`,
  });

  it("evaluates the function that sends a request", async () => {
    const path = `arn:aws:ssm:eu-west-1:${accountId}:parameter/dev`;
    expect(await readPath(path, path, inFunction("reader"))).to.equal("allowed");
    expect(await readPath(path, path, inFunction("reader2"))).to.equal("denied");
    expect(await readPath(path, path, {})).to.equal("denied");
  });

  it("evaluates the path of all parameters", async () => {
    const parameters = `arn:aws:ssm:eu-west-1:${accountId}:parameter/`;
    expect(await readPath(parameters, parameters, inFunction("reader"))).to.equal("allowed");
    expect(await readPath(parameters, `${parameters}*`, inFunction("reader"))).to.equal("allowed");
    expect(await readPath(parameters, `${parameters}dev`, inFunction("reader"))).to.equal("denied");
    expect(await readPath(`${parameters}dev`, parameters, inFunction("reader"))).to.equal("denied");
  });

  it("rejects an encryption context that was not renamed", async () => {
    expect(await rejectionMessage(simulate(decrypt(ofDev)))).to.match(
      /cannot evaluate kms:Decrypt .* ignored the context keys kms:EncryptionContext:PARAMETER_ARN/,
    );
  });

  it("rejects a context key that the action does not have", async () => {
    expect(await rejectionMessage(evaluate(decrypt({ "s3:prefix": "x" })))).to.match(
      /ignored the context keys s3:prefix/,
    );
  });

  it("rejects an action that does not exist", async () => {
    expect(await rejectionMessage(evaluate({ ...decrypt({}), action: "kms:Decipher" }))).to.match(/invalid\.action/);
  });

  it("rejects a resource that the action does not have, and a resource pattern", async () => {
    const resource = `arn:aws:ssm:eu-west-1:${accountId}:parameter/dev`;
    expect(await rejectionMessage(evaluate({ ...decrypt({}), resource }))).to.match(/no\.resource\.types/);
    expect(await rejectionMessage(evaluate({ ...decrypt({}), resource: "*" }))).to.match(
      /treats the resource as a pattern/,
    );
  });

  it("rejects an invalid policy", async () => {
    const misspelt = { ...keyPolicy(ofDev), Statment: [] };
    expect(await rejectionMessage(evaluate({ ...decrypt({}), resourcePolicy: misspelt }))).to.match(/Statment/);
  });

  it("denies access by IAM policies to a key whose policy does not name the account", async () => {
    const everything: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" }],
    };
    expect(await evaluate({ ...decrypt({}), identityPolicies: [everything] })).to.equal("denied");
  });
});
