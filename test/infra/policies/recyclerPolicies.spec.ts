import { expect } from "chai";
import { deadLetterQueuePolicy, recyclerPolicy } from "../../../infra/policies/recyclerPolicies.ts";

const application = { environment: "dev", appName: "app" };

for (const { partition, region } of [
  { partition: "aws", region: "eu-west-1" },
  { partition: "aws-cn", region: "cn-north-1" },
]) {
  const account = { partition, region, accountId: "123456789012" };
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:123456789012:${rest}`;

  describe(`the recycler's policies in ${partition}`, () => {
    const recycled = [arn("lambda", "function:app-dev_viewer"), arn("lambda", "function:app-dev_notifier")];

    it("let the recycler update the functions' variables without a layer or VPC, send failed events, and write its log", () => {
      expect(recyclerPolicy(account, application, ["app-dev_viewer", "app-dev_notifier"])).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "ReadFunctionConfiguration",
            Effect: "Allow",
            Action: "lambda:GetFunctionConfiguration",
            Resource: recycled,
          },
          {
            Sid: "UpdateFunctionVariables",
            Effect: "Allow",
            Action: "lambda:UpdateFunctionConfiguration",
            Resource: recycled,
            Condition: { Null: { "lambda:Layer": "true", "lambda:VpcIds": "true" } },
          },
          {
            Sid: "SendToDeadLetterQueue",
            Effect: "Allow",
            Action: "sqs:SendMessage",
            Resource: arn("sqs", "app-dev_recycler"),
          },
          {
            Sid: "WriteLog",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: arn("logs", "log-group:/aws/lambda/app-dev_recycler:*"),
          },
        ],
      });
    });

    it("let the recycler update no function if none reads a parameter", () => {
      const { Statement } = recyclerPolicy(account, application, []);
      expect(Statement.map(({ Sid }) => Sid)).to.deep.equal(["SendToDeadLetterQueue", "WriteLog"]);
    });

    it("let only EventBridge send to the queue, and only for the stack's rule", () => {
      expect(deadLetterQueuePolicy(account, application)).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AllowEventBridgeSendMessage",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: arn("sqs", "app-dev_recycler"),
            Condition: { ArnEquals: { "aws:SourceArn": arn("events", "rule/app-dev_recycler") } },
          },
        ],
      });
    });
  });
}
