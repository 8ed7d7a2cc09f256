import { cbor } from "@smithy/core/cbor";
import { expect } from "chai";
import { parseAwsCall } from "../../../tools/lib/awsCall.ts";

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";

interface RequestExample {
  readonly service: string;
  readonly method?: string;
  readonly url?: string;
  readonly target?: string;
  readonly body?: string | Uint8Array;
}

const parse = ({ service, method = "POST", url = "/", target, body = "" }: RequestExample) =>
  parseAwsCall(
    {
      method,
      url,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20300101/${REGION}/${service}/aws4_request, Signature=0`,
        ...(target === undefined ? {} : { "x-amz-target": target }),
      },
      body: Buffer.from(body),
    },
    ACCOUNT,
    REGION,
  );

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

const alarms = (operation: string, fields: Readonly<Record<string, unknown>>): RequestExample => ({
  service: "monitoring",
  url: `/service/GraniteServiceVersion20100801/operation/${operation}`,
  body: cbor.serialize(fields),
});
const json = (service: string, target: string, fields: Readonly<Record<string, unknown>>): RequestExample => ({
  service,
  target,
  body: JSON.stringify(fields),
});
const lambda = (method: string, url: string, body = ""): RequestExample => ({ service: "lambda", method, url, body });

const CASES: readonly (readonly [request: RequestExample, action: string, resource: string])[] = [
  [alarms("PutMetricAlarm", { AlarmName: "one" }), "cloudwatch:PutMetricAlarm", arn("cloudwatch", "alarm:one")],
  [alarms("DescribeAlarms", { AlarmNames: ["one"] }), "cloudwatch:DescribeAlarms", arn("cloudwatch", "alarm:one")],
  [alarms("DescribeAlarms", {}), "cloudwatch:DescribeAlarms", "*"],
  [
    alarms("TagResource", { ResourceARN: arn("cloudwatch", "alarm:one"), Tags: [{ Key: "a", Value: "b" }] }),
    "cloudwatch:TagResource",
    arn("cloudwatch", "alarm:one"),
  ],
  [json("events", "AWSEvents.PutRule", { Name: "one" }), "events:PutRule", arn("events", "rule/one")],
  [json("events", "AWSEvents.PutTargets", { Rule: "one" }), "events:PutTargets", arn("events", "rule/one")],
  [
    json("events", "AWSEvents.TagResource", { ResourceARN: arn("events", "rule/one") }),
    "events:TagResource",
    arn("events", "rule/one"),
  ],
  [json("sqs", "AmazonSQS.CreateQueue", { QueueName: "one" }), "sqs:CreateQueue", arn("sqs", "one")],
  [
    json("sqs", "AmazonSQS.DeleteQueue", { QueueUrl: `http://127.0.0.1:4566/${ACCOUNT}/one` }),
    "sqs:DeleteQueue",
    arn("sqs", "one"),
  ],
  [
    json("ssm", "AmazonSSM.PutParameter", { Name: "/dev/app/x" }),
    "ssm:PutParameter",
    arn("ssm", "parameter/dev/app/x"),
  ],
  [json("logs", "Logs_20140328.DescribeLogGroups", {}), "logs:DescribeLogGroups", "*"],
  [lambda("POST", "/2015-03-31/functions/one/policy"), "lambda:AddPermission", arn("lambda", "function:one")],
  [lambda("GET", "/2015-03-31/functions/one/policy"), "lambda:GetPolicy", arn("lambda", "function:one")],
  [
    lambda("DELETE", "/2015-03-31/functions/one/policy/AllowEventBridgeInvoke"),
    "lambda:RemovePermission",
    arn("lambda", "function:one"),
  ],
  [
    lambda("PUT", "/2017-10-31/functions/one/concurrency"),
    "lambda:PutFunctionConcurrency",
    arn("lambda", "function:one"),
  ],
  [
    lambda("DELETE", "/2017-10-31/functions/one/concurrency"),
    "lambda:DeleteFunctionConcurrency",
    arn("lambda", "function:one"),
  ],
  [
    lambda("POST", "/2015-03-31/functions", '{"FunctionName":"one"}'),
    "lambda:CreateFunction",
    arn("lambda", "function:one"),
  ],
];

describe("parseAwsCall", () => {
  for (const [request, action, resource] of CASES) {
    it(`returns ${action} on ${resource}`, () => {
      expect(parse(request)).to.deep.equal({ action, resource });
    });
  }

  it("throws for an unknown path of Lambda", () => {
    expect(() => parse(lambda("GET", "/2099-01-01/functions/one"))).to.throw("add it to LAMBDA_CALLS");
  });

  it("throws for a request that names several resources", () => {
    expect(() => parse(alarms("DeleteAlarms", { AlarmNames: ["one", "two"] }))).to.throw("names 2 resources");
  });
});
