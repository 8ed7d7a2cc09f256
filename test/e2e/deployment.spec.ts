import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetRoleCommand, GetRolePolicyCommand, GetUserCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand } from "@aws-sdk/client-kms";
import type { KeyMetadata } from "@aws-sdk/client-kms";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { functionPolicy, trustPolicy } from "../../infra/policies/functionPolicy.ts";
import { keyPolicy } from "../../infra/policies/keyPolicy.ts";
import { REGION } from "../../tools/local/localRun.ts";
import { createClients, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const MASK = "********";

describeEndToEnd("the dev and prod stacks", (run) => {
  let dev: TestStack;
  let prod: TestStack;

  before(async () => {
    dev = await createStack(run(), "dev", {
      plain: { revealSecrets: "true" },
      secrets: { "secrets.appSecrets.secretKey": "dev-secret" },
    });
    prod = await createStack(run(), "prod", {
      sample: "prod",
      secrets: { "secrets.appSecrets.secretKey": "prod-secret" },
    });
    await Promise.all([dev.stack.up(), prod.stack.up()]);
  });

  const keyOf = async ({ keyAlias }: TestStack): Promise<KeyMetadata> => {
    const { KeyMetadata } = await createClients(run()).kms.send(new DescribeKeyCommand({ KeyId: keyAlias }));
    if (KeyMetadata === undefined) throw new Error(`${keyAlias} has no key.`);
    return KeyMetadata;
  };
  const functionOf = ({ functionName }: TestStack) =>
    createClients(run()).lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));

  it("load the configuration once per execution environment, and then respond from memory", async () => {
    for (const stack of [dev, prod]) {
      const responses = [
        await invokeStack(run(), stack),
        await invokeStack(run(), stack),
        await invokeStack(run(), stack),
      ];
      expect(responses.map(({ cache, loads }) => [cache, loads])).to.deep.equal([
        ["miss", 1],
        ["hit", 0],
        ["hit", 0],
      ]);
    }
  });

  it("return their own configuration, with the secret masked in prod", async () => {
    expect((await invokeStack(run(), dev)).sections).to.deep.equal({
      appConfig: { url: "https://dev.example.com/", logLevel: "debug", maxConnections: 2 },
      appSecrets: { secretKey: "dev-secret" },
    });
    expect((await invokeStack(run(), prod)).sections).to.deep.equal({
      appConfig: { url: "https://www.example.com/", logLevel: "info", maxConnections: 20 },
      appSecrets: { secretKey: MASK },
    });
  });

  it("encrypt secrets with their own key and store the rest in plain text", async () => {
    const keys = [await keyOf(dev), await keyOf(prod)];
    expect(keys[0]?.KeyId).not.to.equal(keys[1]?.KeyId);
    for (const [index, stack] of [dev, prod].entries()) {
      const { appConfig, appSecrets, ...others } = await readParameters(run(), stack);
      expect(others).to.deep.equal({});
      expect(appConfig).to.include({ type: "String", keyId: undefined });
      expect(appSecrets).to.include({ type: "SecureString", keyId: keys[index]?.Arn });
      expect(appSecrets?.value).to.deep.equal({ secretKey: index === 0 ? "dev-secret" : "prod-secret" });
    }
  });

  it("create a key with the program's key policy and with rotation", async () => {
    const { iam, kms, sts } = createClients(run());
    const { User } = await iam.send(new GetUserCommand({ UserName: "parameter-admin" }));
    const { Account = "" } = await sts.send(new GetCallerIdentityCommand({}));
    for (const [environment, stack] of [["dev", dev] as const, ["prod", prod] as const]) {
      const { KeyId } = await keyOf(stack);
      const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
      const role = (await functionOf(stack)).Role ?? "";
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: role.split("/").at(-1) }));
      const expected = keyPolicy(
        { partition: "aws", region: REGION, accountId: Account },
        { environment, appName: "parameterStoreBlog" },
        {
          administrators: [{ arn: User?.Arn ?? "", uniqueId: User?.UserId ?? "" }],
          decryptor: { arn: role, uniqueId: Role?.RoleId ?? "" },
        },
      );
      expect(canonical(Policy)).to.deep.equal(canonical(JSON.stringify(expected)));
      expect((await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled).to.be.true;
    }
  });

  it("create a function role with one policy, for their own path and log group", async () => {
    const { iam, sts } = createClients(run());
    const { Account: accountId = "" } = await sts.send(new GetCallerIdentityCommand({}));
    for (const [environment, stack] of [["dev", dev] as const, ["prod", prod] as const]) {
      const RoleName = (await functionOf(stack)).Role?.split("/").at(-1);
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      expect(decoded(Role?.AssumeRolePolicyDocument)).to.deep.equal(canonical(JSON.stringify(trustPolicy())));
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      expect(PolicyNames).to.have.length(1);
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: PolicyNames[0] }));
      const account = { partition: "aws", region: REGION, accountId };
      const expected = functionPolicy(account, { environment, appName: "parameterStoreBlog" });
      expect(decoded(PolicyDocument)).to.deep.equal(canonical(JSON.stringify(expected)));
    }
  });

  it("configure the function as in their stack files", async () => {
    for (const [environment, stack, memory] of [["dev", dev, 256] as const, ["prod", prod, 512] as const]) {
      const configuration = await functionOf(stack);
      expect(configuration).to.deep.include({
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        MemorySize: memory,
        Timeout: 5,
        Architectures: ["arm64"],
      });
      expect(configuration.TracingConfig?.Mode).to.equal("Active");
      expect(configuration.LoggingConfig).to.include({
        LogFormat: "JSON",
        LogGroup: `/aws/lambda/${stack.functionName}`,
      });
      const { CONFIG_VERSION, ...variables } = configuration.Environment?.Variables ?? {};
      expect(CONFIG_VERSION).to.match(/^[0-9a-f]{12}$/);
      expect(variables).to.deep.equal({
        ENV: environment,
        APP_CONFIG_PATH: "parameterStoreBlog",
        AWS_XRAY_TRACING_NAME: stack.functionName,
        CACHE_TTL_SECONDS: "300",
        CACHE_MAX_STALE_SECONDS: "3600",
        ...(environment === "dev" ? { REVEAL_SECRETS: "true" } : {}),
      });
    }
  });

  it("retain logs as long as their stack files set", async () => {
    const { logs } = createClients(run());
    for (const [stack, days] of [[dev, 7] as const, [prod, 90] as const]) {
      const logGroupNamePrefix = `/aws/lambda/${stack.functionName}`;
      const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      expect(logGroups?.map(({ retentionInDays }) => retentionInDays)).to.deep.equal([days]);
    }
  });

  it("show no drift in a refresh", async () => {
    const { summary } = await dev.stack.refresh();
    expect(Object.keys(summary.resourceChanges ?? {})).to.deep.equal(["same"]);
  });

  it("change nothing in a second `up`, with a refresh before it (dev) or without (prod)", async () => {
    const results = await Promise.all([dev.stack.up(), prod.stack.up()]);
    for (const { summary } of results) expect(summary.resourceChanges).to.deep.equal({ same: 13 });
  });
});

/** Returns a policy in a comparable form: AWS replaces a list of one with its element. */
function canonical(policy: string): unknown {
  return JSON.parse(policy, (_key, value: unknown) => {
    if (Array.isArray(value)) return value.length === 1 ? (value[0] as unknown) : value;
    return value;
  });
}

const decoded = (policy = ""): unknown => canonical(decodeURIComponent(policy));
