import { DescribeLogGroupsCommand, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetRolePolicyCommand, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, DescribeKeyCommand, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { createClients, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps, GrantMessages } from "./support/engineEvents.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { liveKeyPolicy } from "./support/namedPrincipals.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const CONFIGURED = "configured-7f3a";
const MANUAL = "manual-91c4";
const STRANGER = "arn:aws:iam::000000000000:user/stranger";
const SECRETS = ["deleted", "overwritten", "rekeyed", "retyped"] as const;

describeEndToEnd("a change outside Pulumi", (run) => {
  let stack: TestStack;

  before(async () => {
    stack = await createStack(run(), "drifting", {
      plain: { revealSecrets: "true" },
      secrets: Object.fromEntries(SECRETS.map((name) => [`secrets.${name}.value`, CONFIGURED])),
    });
    await stack.stack.up();
    await invokeStack(run(), stack);
    await invokeNotifier();
    await changeEverything();
    await changeNotifier();
  });

  const notifierName = () => stack.functionNameOf("notifier");

  async function invokeNotifier() {
    const { payload, start } = await invoke(run(), notifierName(), { name: "Ada" });
    return { ...(payload as { readonly appConfig: unknown }), start };
  }

  /** Returns the names of the role of `notifier` and of its policy. */
  async function notifierPolicy() {
    const { iam, lambda } = createClients(run());
    const { Role = "" } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: notifierName() }));
    const RoleName = Role.split("/").at(-1);
    const { PolicyNames: [PolicyName] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    return { RoleName, PolicyName };
  }

  /** Lets `notifier` read everything, and changes its own settings. */
  async function changeNotifier(): Promise<void> {
    const { iam, lambda, logs } = createClients(run());
    const Statement = [{ Sid: "Widened", Effect: "Allow", Action: "ssm:*", Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutRolePolicyCommand({ ...(await notifierPolicy()), PolicyDocument }));
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: notifierName(), MemorySize: 1024 }));
    const logGroupName = `/aws/lambda/${notifierName()}`;
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 3 }));
  }

  async function changeEverything(): Promise<void> {
    const { kms, logs, ssm } = createClients(run());
    const put = (section: string, Type: "String" | "SecureString", KeyId?: string) =>
      ssm.send(
        new PutParameterCommand({
          Name: `${stack.path}/${section}`,
          Value: JSON.stringify({ value: MANUAL }),
          Type,
          KeyId,
          Overwrite: true,
        }),
      );
    const remove = (section: string) => ssm.send(new DeleteParameterCommand({ Name: `${stack.path}/${section}` }));

    await put("appConfig", "String");
    // As the AWS CLI does to rotate a secret.
    await put("overwritten", "SecureString", stack.keyAlias);
    await remove("deleted");
    // Recreated, so that its version equals the written one.
    await remove("retyped");
    await put("retyped", "String");
    await remove("rekeyed");
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await put("rekeyed", "SecureString", KeyMetadata?.Arn);
    const allowStranger = `{"Effect":"Allow","Principal":{"AWS":"${STRANGER}"},"Action":"kms:*","Resource":"*"}`;
    const Policy = (await liveKeyPolicy(run(), stack)).replace(
      /"Statement": ?\[/,
      (start) => `${start}${allowStranger},`,
    );
    const { KeyMetadata: ownKey } = await kms.send(new DescribeKeyCommand({ KeyId: stack.keyAlias }));
    await kms.send(new PutKeyPolicyCommand({ KeyId: ownKey?.KeyId, PolicyName: "default", Policy }));
    await logs.send(
      new PutRetentionPolicyCommand({ logGroupName: `/aws/lambda/${stack.functionName}`, retentionInDays: 1 }),
    );
  }

  it("is not shown by a preview without refresh, except who can decrypt", async () => {
    const grants = new GrantMessages();
    const { changeSummary } = await stack.stack.preview({ onEvent: grants.record });
    expect(Object.keys(changeSummary)).to.deep.equal(["same"]);
    expect(grants.texts).to.deep.equal([
      "warning: The key policy was changed outside Pulumi: other principals can decrypt than in the stack's state. " +
        "Fix: `pulumi up --refresh`. Without --refresh, Pulumi may leave the policy as it is.",
      `info: The key policy will no longer let ${STRANGER} decrypt all secrets under ${stack.path}.`,
    ]);
  });

  it("is shown by a preview with refresh, without secrets", async () => {
    const steps = new EngineSteps();
    const { stdout } = await stack.stack.preview({ refresh: true, diff: true, onEvent: steps.record });
    expect(steps.byName).to.deep.include({
      "config-appConfig": ["update"],
      "config-overwritten": ["update"],
      "config-deleted": ["create"],
      "config-retyped": ["update"],
      "config-rekeyed": ["update"],
      "viewer-logs": ["update"],
      "secrets-key": ["update"],
      "notifier-logs": ["update"],
      "notifier-policy": ["update"],
      "notifier-function": ["update"],
    });
    const secretsOnly = stdout.replaceAll(/insecureValue[^}]*}/g, "");
    expect(secretsOnly).to.include("[secret]").and.not.include(CONFIGURED).and.not.include(MANUAL);
  });

  it("is reverted by `up` with refresh", async () => {
    await stack.stack.up({ refresh: true });
    const { kms, logs } = createClients(run());
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: stack.keyAlias }));
    const { appConfig, appSecrets, ...secrets } = await readParameters(run(), stack);
    expect(appConfig?.value).to.include({ url: "https://dev.example.com/" });
    expect(appSecrets?.version).to.equal(1);
    expect(Object.keys(secrets).sort()).to.deep.equal(SECRETS);
    for (const secret of Object.values(secrets)) {
      expect(secret).to.deep.include({
        type: "SecureString",
        keyId: KeyMetadata?.Arn,
        value: { value: CONFIGURED },
      });
    }
    expect(await liveKeyPolicy(run(), stack)).not.to.include(STRANGER);
    for (const name of ["viewer", "notifier"]) {
      const logGroupNamePrefix = `/aws/lambda/${stack.functionNameOf(name)}`;
      const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      expect(logGroups?.map(({ retentionInDays }) => retentionInDays)).to.deep.equal([7]);
    }
  });

  it("of one function's role and settings is reverted by `up` with refresh, too", async () => {
    const { iam, lambda } = createClients(run());
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(await notifierPolicy()));
    expect(decodeURIComponent(PolicyDocument)).to.include("ssm:GetParameters").and.not.include("Widened");
    const live = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: notifierName() }));
    expect(live.MemorySize).to.equal(128);
  });

  it("returns the configured values after drift is reverted, and previews no change", async () => {
    const { start, sections } = await invokeStack(run(), stack);
    expect(start).to.equal("cold");
    for (const name of SECRETS) expect(sections[name]).to.deep.equal({ value: CONFIGURED });
    const notified = await invokeNotifier();
    expect(notified.start).to.equal("cold");
    expect(notified.appConfig).to.deep.equal(sections["appConfig"]);
    await stack.stack.preview({ refresh: true, expectNoChanges: true });
  });
});
