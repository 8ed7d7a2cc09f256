import { expect } from "chai";
import { runProgram } from "../../tools/fakes/program.ts";
import type { ProgramRun } from "../../tools/fakes/program.ts";
import { only } from "../../tools/fakes/registrations.ts";
import { expectInputs, typesAndNames } from "./support/inputs.ts";
import { isSecret, revealed } from "./support/secretValue.ts";

describe("the program for dev", () => {
  let run: ProgramRun;

  before(async () => {
    run = await runProgram({ stack: "dev" });
  });

  it("creates exactly the listed resources", () => {
    expect(typesAndNames(run)).to.deep.equal([
      "aws:cloudwatch/logGroup:LogGroup notifier-logs in notifier",
      "aws:cloudwatch/logGroup:LogGroup viewer-logs in viewer",
      "aws:iam/role:Role parameterStoreBlog-dev_notifier in notifier",
      "aws:iam/role:Role parameterStoreBlog-dev_viewer in viewer",
      "aws:iam/rolePolicy:RolePolicy notifier-policy in notifier",
      "aws:iam/rolePolicy:RolePolicy viewer-policy in viewer",
      "aws:kms/alias:Alias secrets-alias in secrets",
      "aws:kms/key:Key secrets-key in secrets",
      "aws:lambda/function:Function notifier-function in notifier",
      "aws:lambda/function:Function viewer-function in viewer",
      "aws:ssm/parameter:Parameter config-appConfig in config",
      "pulumi-nodejs:dynamic/ssm:SecureParameter config-appSecrets in config",
      "shared-secrets:infra:EncryptionKey secrets in the stack",
      "shared-secrets:infra:FunctionRole notifier in the stack",
      "shared-secrets:infra:FunctionRole viewer in the stack",
      "shared-secrets:infra:ParameterSet config in the stack",
      "shared-secrets:infra:ReaderFunction notifier in the stack",
      "shared-secrets:infra:ReaderFunction viewer in the stack",
    ]);
  });

  it("calls only functions for the account, the administrator and the stack's state", () => {
    expect([...run.calls].sort()).to.deep.equal([
      "aws:iam/getUser:getUser",
      "aws:index/getCallerIdentity:getCallerIdentity",
      "aws:index/getPartition:getPartition",
      "aws:index/getRegion:getRegion",
      "pulumi:pulumi:readStackResourceOutputs",
    ]);
  });

  it("passes the inputs of dev to every resource", () => {
    expectInputs(run, {
      environment: "dev",
      memorySize: 256,
      retentionInDays: 7,
      deletionWindowInDays: 7,
      insecureValue: '{"url":"https://dev.example.com/","logLevel":"debug","maxConnections":2}',
      value: '{"secretKey":"sample"}',
    });
  });

  it("attaches the hook for recreated principals to the key", () => {
    const hooked = run.resources.flatMap(({ name, beforeUpdate }) => beforeUpdate.map((hook) => [name, hook]));
    expect(hooked).to.deep.equal([["secrets-key", "secrets-recreated-principals"]]);
  });

  it("protects no resource", () => {
    expect(run.resources.filter(({ protect }) => protect)).to.deep.equal([]);
  });

  it("marks the secret's value as secret in the inputs and in the state", () => {
    const parameter = only(run.resources, "pulumi-nodejs:dynamic/ssm:SecureParameter");
    expect(isSecret(parameter.inputs["value"])).to.be.true;
    expect(parameter.secretOutputs).to.deep.equal(["value"]);
  });

  it("stores the provider code in the state without secrets", () => {
    const { inputs } = only(run.resources, "pulumi-nodejs:dynamic/ssm:SecureParameter");
    expect(isSecret(inputs["__provider"])).to.be.false;
    expect(revealed(inputs["__provider"])).to.include("PutParameterCommand").and.not.to.include("sample");
  });

  it("exports the listed outputs", () => {
    const invokeCommandOf = (name: string) =>
      `aws lambda invoke --function-name parameterStoreBlog-dev_${name} --region eu-west-1 --payload fileb://event.json /dev/stdout`;
    const outputsOf = (name: string, reads: unknown) => ({
      functionName: `parameterStoreBlog-dev_${name}`,
      functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:parameterStoreBlog-dev_${name}`,
      logGroupName: `/aws/lambda/parameterStoreBlog-dev_${name}`,
      reads,
      invokeCommand: invokeCommandOf(name),
      tracesUrl:
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#xray:traces/query" +
        `?~(query~(expression~'service(*22parameterStoreBlog-dev_${name}*22)))`,
    });
    expect(run.outputs).to.deep.equal({
      environment: "dev",
      functions: { viewer: outputsOf("viewer", "all"), notifier: outputsOf("notifier", ["appConfig"]) },
      functionName: "parameterStoreBlog-dev_viewer",
      invokeCommand: invokeCommandOf("viewer"),
      parameterPath: "/dev/parameterStoreBlog",
      parameterNames: ["/dev/parameterStoreBlog/appConfig", "/dev/parameterStoreBlog/appSecrets"],
      keyAlias: "alias/parameterStoreBlog-dev",
      keyArn: "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000",
      recyclerName: null,
      deadLetterQueueName: null,
    });
  });
});
