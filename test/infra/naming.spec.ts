import { expect } from "chai";
import * as naming from "../../infra/naming.ts";

const application = { environment: "dev", appName: "parameterStoreBlog" };
const account = { partition: "aws-cn", region: "cn-north-1", accountId: "123456789012" };

describe("naming", () => {
  it("builds the path of a stack's parameters from its environment and appName", () => {
    expect(naming.parameterPath(application)).to.equal("/dev/parameterStoreBlog");
    expect(naming.parameterName(application, "appConfig")).to.equal("/dev/parameterStoreBlog/appConfig");
  });

  it("builds the names of function, alias and log group from the same name", () => {
    expect(naming.functionName(application)).to.equal("parameterStoreBlog-dev");
    expect(naming.keyAliasName(application)).to.equal("alias/parameterStoreBlog-dev");
    expect(naming.logGroupName("parameterStoreBlog-dev")).to.equal("/aws/lambda/parameterStoreBlog-dev");
  });

  it("builds ARNs with the account's partition and region", () => {
    expect(naming.parameterPathArn(account, application)).to.equal(
      "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/dev/parameterStoreBlog",
    );
    expect(naming.logGroupArn(account, "parameterStoreBlog-dev")).to.equal(
      "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/lambda/parameterStoreBlog-dev",
    );
    expect(naming.accountRootArn(account)).to.equal("arn:aws-cn:iam::123456789012:root");
  });

  it("builds the command that invokes the function", () => {
    expect(naming.invokeCommand(account, application)).to.equal(
      "aws lambda invoke --function-name parameterStoreBlog-dev --region cn-north-1 /dev/stdout",
    );
  });

  it("uses the default console host for an unknown partition", () => {
    const url = naming.tracesUrl({ ...account, partition: "aws-x", region: "x-1" }, application);
    expect(url).to.match(/^https:\/\/x-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=x-1#/);
  });

  it("limits function names to 64 characters", () => {
    expect(naming.MAX_FUNCTION_NAME_LENGTH).to.equal(64);
  });
});
