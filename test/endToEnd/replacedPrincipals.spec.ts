import { CreateUserCommand, DeleteUserCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { answerOf } from "./support/answer.ts";
import { clientsOf } from "./support/awsState.ts";
import { EngineSteps, failureOf } from "./support/engineSteps.ts";
import { createStack, type TestStack } from "./support/testStack.ts";
import { describeEndToEnd } from "./support/useLocalRun.ts";

const ADMIN = "admin-made-again";

interface ExportedState {
  readonly resources: readonly { readonly urn: string; readonly type: string }[];
}

describeEndToEnd("a stack whose key names principals that change", (run) => {
  let stack: TestStack;

  before(async () => {
    const { iam, sts } = clientsOf(run());
    await iam.send(new CreateUserCommand({ UserName: ADMIN }));
    const { Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    stack = await createStack(run(), "principals", {
      plain: { adminUser: ADMIN, "keyAdministrators[0]": Arn, revealSecrets: "true" },
      secrets: { "secrets.appSecrets.secretKey": "kept" },
    });
  });

  const keyPolicy = async (): Promise<string> => {
    const { kms } = clientsOf(run());
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: stack.keyAlias }));
    const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId }));
    return Policy;
  };
  const roleArn = async (): Promise<string> => {
    const command = new GetFunctionConfigurationCommand({ FunctionName: stack.functionName });
    return (await clientsOf(run()).lambda.send(command)).Role ?? "";
  };

  it("says which alias is taken when there is one of its key's name", async () => {
    const { kms } = clientsOf(run());
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: stack.keyAlias, TargetKeyId: KeyMetadata?.KeyId }));
    const message = await failureOf(stack.stack.up());
    expect(message).to.match(/AlreadyExistsException.*alias\/parameterStoreBlog-principals already exists/);
  });

  it("goes on once the alias is deleted, and its key follows an administrator deleted and made again", async () => {
    const { iam, kms } = clientsOf(run());
    await kms.send(new DeleteAliasCommand({ AliasName: stack.keyAlias }));
    await iam.send(new DeleteUserCommand({ UserName: ADMIN }));
    const { User } = await iam.send(new CreateUserCommand({ UserName: ADMIN }));

    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    // The key is there since the failure, with the id of the first user of that name.
    expect(steps.byName).to.deep.include({ "secrets-alias": ["create"], "secrets-key": ["update"] });
    expect(/AdministerKey[A-Z0-9]+/.exec(await keyPolicy())?.[0]).to.equal(`AdministerKey${User?.UserId ?? ""}`);
    expect((await answerOf(run(), stack)).sections["appSecrets"]).to.deep.equal({ secretKey: "kept" });
  });

  it("has its key follow, in the same update, when the function's role is replaced", async () => {
    const { iam } = clientsOf(run());
    const earlier = await roleArn();
    const exported = (await stack.stack.exportStack()) as { deployment: ExportedState };
    const role = exported.deployment.resources.find(({ type }) => type === "aws:iam/role:Role");

    const steps = new EngineSteps();
    await stack.stack.up({ replace: [role?.urn ?? ""], onEvent: steps.record });
    expect(steps.byName)
      .to.include.keys("reader-policy")
      .and.deep.include({
        "parameterStoreBlog-principals": ["create-replacement", "replace", "delete-replaced"],
        "secrets-key": ["update"],
        "reader-function": ["update"],
      });
    const later = await roleArn();
    expect(later).not.to.equal(earlier);
    expect(await keyPolicy())
      .to.include(later)
      .and.not.include(earlier);
    const nameOf = (arn: string) => arn.split("/").at(-1);
    await iam.send(new GetRoleCommand({ RoleName: nameOf(later) }));
    expect(await failureOf(iam.send(new GetRoleCommand({ RoleName: nameOf(earlier) })))).to.match(
      /not found|cannot be found/,
    );
    expect((await answerOf(run(), stack)).sections["appSecrets"]).to.deep.equal({ secretKey: "kept" });
  });
});
