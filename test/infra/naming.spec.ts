import { expect } from "chai";
import * as naming from "../../infra/naming.ts";

const application = { environment: "dev", appName: "parameterStoreBlog" };
const account = { partition: "aws-cn", region: "cn-north-1", accountId: "123456789012" };

describe("naming", () => {
  it("builds the path of a stack's parameters from its environment and appName", () => {
    expect(naming.parameterPath(application)).to.equal("/dev/parameterStoreBlog");
    expect(naming.parameterName(application, "appConfig")).to.equal("/dev/parameterStoreBlog/appConfig");
  });

  it("builds the names of functions, alias and log groups from the same prefix", () => {
    expect(naming.stackPrefix(application)).to.equal("parameterStoreBlog-dev");
    expect(naming.functionName(application, "viewer")).to.equal("parameterStoreBlog-dev_viewer");
    expect(naming.recyclerName(application)).to.equal("parameterStoreBlog-dev_recycler");
    expect(naming.keyAliasName(application)).to.equal("alias/parameterStoreBlog-dev");
    expect(naming.logGroupName("parameterStoreBlog-dev_viewer")).to.equal("/aws/lambda/parameterStoreBlog-dev_viewer");
  });

  it("builds ARNs with the account's partition and region", () => {
    expect(naming.parameterPathArn(account, application)).to.equal(
      "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/dev/parameterStoreBlog",
    );
    expect(naming.parameterArn(account, application, "appConfig")).to.equal(
      "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/dev/parameterStoreBlog/appConfig",
    );
    expect(naming.logGroupArn(account, "parameterStoreBlog-dev_viewer")).to.equal(
      "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/lambda/parameterStoreBlog-dev_viewer",
    );
    expect(naming.functionArn(account, "parameterStoreBlog-dev_viewer")).to.equal(
      "arn:aws-cn:lambda:cn-north-1:123456789012:function:parameterStoreBlog-dev_viewer",
    );
    expect(naming.accountRootArn(account)).to.equal("arn:aws-cn:iam::123456789012:root");
  });

  it("builds the command that invokes a function with the event in a file, read as bytes for both versions of the AWS CLI", () => {
    expect(naming.invokeCommand(account, "parameterStoreBlog-dev_viewer")).to.equal(
      "aws lambda invoke --function-name parameterStoreBlog-dev_viewer --region cn-north-1 " +
        "--payload fileb://event.json /dev/stdout",
    );
  });

  it("uses the default console host for an unknown partition", () => {
    const url = naming.tracesUrl({ ...account, partition: "aws-x", region: "x-1" }, "app-dev_viewer");
    expect(url).to.match(/^https:\/\/x-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=x-1#/);
  });

  it("limits function names, so that the name of a role with Pulumi's suffix has at most 64 characters", () => {
    expect(naming.MAX_FUNCTION_NAME_LENGTH + "-1234567".length).to.equal(64);
  });
});
