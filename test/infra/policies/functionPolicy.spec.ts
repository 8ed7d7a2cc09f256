import { expect } from "chai";
import { functionPolicy, trustPolicy } from "../../../infra/policies/functionPolicy.ts";

const application = { environment: "dev", appName: "app" };

for (const { partition, region } of [
  { partition: "aws", region: "eu-west-1" },
  { partition: "aws-cn", region: "cn-north-1" },
]) {
  const account = { partition, region, accountId: "123456789012" };

  describe(`the function's policy in ${partition}`, () => {
    it("lets the function read its own path, send traces, and write its own log", () => {
      expect(functionPolicy(account, application)).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "ReadParameters",
            Effect: "Allow",
            Action: "ssm:GetParametersByPath",
            Resource: `arn:${partition}:ssm:${region}:123456789012:parameter/dev/app`,
          },
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
            Resource: `arn:${partition}:logs:${region}:123456789012:log-group:/aws/lambda/app-dev:*`,
          },
        ],
      });
    });
  });
}

describe("the trust policy", () => {
  it("lets only Lambda assume the function's role", () => {
    expect(trustPolicy()).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AllowLambdaAssumeRole",
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
  });
});
