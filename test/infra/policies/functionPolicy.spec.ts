import { expect } from "chai";
import { functionPolicy, trustPolicy } from "../../../infra/policies/functionPolicy.ts";
import type { FunctionAccess } from "../../../infra/policies/functionPolicy.ts";

const application = { environment: "dev", appName: "app" };

for (const { partition, region } of [
  { partition: "aws", region: "eu-west-1" },
  { partition: "aws-cn", region: "cn-north-1" },
]) {
  const account = { partition, region, accountId: "123456789012" };

  const functionName = "app-dev_reader";
  const policyOf = (access: Omit<FunctionAccess, "functionName">) =>
    functionPolicy(account, application, { functionName, ...access });
  const Condition = {
    ArnEquals: { "lambda:SourceFunctionArn": `arn:${partition}:lambda:${region}:123456789012:function:app-dev_reader` },
  };
  const parameter = `arn:${partition}:ssm:${region}:123456789012:parameter/dev/app`;
  const common = [
    {
      Sid: "SendTraces",
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      Resource: "*",
    },
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `arn:${partition}:logs:${region}:123456789012:log-group:/aws/lambda/app-dev_reader:*`,
    },
  ];

  describe(`a function's policy in ${partition}`, () => {
    it("lets a function that reads all sections read the stack's path, send traces, and write its own log", () => {
      expect(policyOf({ reads: "all" })).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "ReadParameters",
            Effect: "Allow",
            Action: "ssm:GetParametersByPath",
            Resource: parameter,
            Condition,
          },
          ...common,
        ],
      });
    });

    it("lets a function that reads a list of sections get exactly their parameters", () => {
      expect(policyOf({ reads: ["appConfig", "appSecrets"] })).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "ReadParameters",
            Effect: "Allow",
            Action: "ssm:GetParameters",
            Resource: [`${parameter}/appConfig`, `${parameter}/appSecrets`],
            Condition,
          },
          ...common,
        ],
      });
    });

    it("has no statement for Parameter Store if the function reads no section", () => {
      expect(policyOf({ reads: [] })).to.deep.equal({ Version: "2012-10-17", Statement: common });
    });

    it("has a statement for each of the function's permissions", () => {
      const queue = `arn:${partition}:sqs:${region}:123456789012:queue`;
      const permissions = [
        { actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], resources: [queue] },
        { actions: ["ses:SendEmail"], resources: ["*"] },
      ];
      expect(policyOf({ reads: [], permissions }).Statement).to.deep.equal([
        ...common,
        {
          Sid: "Permission1",
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
          Resource: [queue],
        },
        { Sid: "Permission2", Effect: "Allow", Action: ["ses:SendEmail"], Resource: ["*"] },
      ]);
    });
  });
}

describe("the trust policy", () => {
  it("lets only Lambda assume the function's role, for a function of the account", () => {
    expect(trustPolicy({ accountId: "111122223333" })).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AllowLambdaAssumeRole",
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        },
      ],
    });
  });
});
