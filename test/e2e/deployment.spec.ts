import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetRoleCommand, GetRolePolicyCommand, GetUserCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import type { Role } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand } from "@aws-sdk/client-kms";
import type { KeyMetadata } from "@aws-sdk/client-kms";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { expect } from "chai";
import type { AwsAccount } from "../../infra/aws/awsAccount.ts";
import type { LoadOperation } from "../../infra/config/burstCapacity.ts";
import { functionPolicy, trustPolicy } from "../../infra/policies/functionPolicy.ts";
import { keyPolicy } from "../../infra/policies/keyPolicy.ts";
import { invoke } from "../../tools/local/invocation.ts";
import { REGION } from "../../tools/local/localRun.ts";
import { createClients, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { createStack, lastChanges } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const MASK = "********";

/** The functions of the sample, with what they read and their own settings. */
const FUNCTIONS: Readonly<Record<string, SampleFunction>> = {
  viewer: { reads: "all", operation: "GetParametersByPath", event: {} },
  notifier: { reads: ["appConfig"], operation: "GetParameters", event: { name: "Ada" }, memory: 128 },
};

interface SampleFunction {
  readonly reads: "all" | readonly string[];
  /** The operation that loads the configuration. */
  readonly operation: LoadOperation;
  readonly event: unknown;
  /** Default: the stack's. */
  readonly memory?: number;
}

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
  const account = async (): Promise<AwsAccount> => {
    const { Account: accountId = "" } = await createClients(run()).sts.send(new GetCallerIdentityCommand({}));
    return { partition: "aws", region: REGION, accountId };
  };
  const liveConfigurationOf = (functionName: string) =>
    createClients(run()).lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  const roleOf = async (functionName: string): Promise<Role> => {
    const RoleName = (await liveConfigurationOf(functionName)).Role?.split("/").at(-1);
    const { Role } = await createClients(run()).iam.send(new GetRoleCommand({ RoleName }));
    if (Role === undefined) throw new Error(`${functionName} has no role.`);
    return Role;
  };

  it("load the configuration once, before their first invocation, viewer by path and notifier by names", async () => {
    for (const stack of [dev, prod]) {
      for (const [name, { operation, event }] of Object.entries(FUNCTIONS)) {
        const functionName = stack.functionNameOf(name);
        const states: unknown[] = [];
        for (let count = 0; count < 3; count += 1) {
          const { payload, start, loadCalls } = await invoke(run(), functionName, event);
          const { cache } = payload as { readonly cache: string };
          states.push([start, cache, loadCalls.map((call) => call.operation)]);
        }
        expect(states, functionName).to.deep.equal([
          ["cold", "hit", [operation]],
          ["warm", "hit", []],
          ["warm", "hit", []],
        ]);
      }
    }
  });

  it("return their own configuration from viewer, with the secret masked in prod", async () => {
    expect((await invokeStack(run(), dev)).sections).to.deep.equal({
      appConfig: { url: "https://dev.example.com/", logLevel: "debug", maxConnections: 2 },
      appSecrets: { secretKey: "dev-secret" },
    });
    expect((await invokeStack(run(), prod)).sections).to.deep.equal({
      appConfig: { url: "https://www.example.com/", logLevel: "info", maxConnections: 20 },
      appSecrets: { secretKey: MASK },
    });
  });

  it("return a message for an event from notifier, with the only section that it reads", async () => {
    const respond = async (stack: TestStack) =>
      (await invoke(run(), stack.functionNameOf("notifier"), { name: "Ada" })).payload;
    expect(await respond(dev)).to.deep.equal({
      message: "Hello Ada",
      appConfig: { url: "https://dev.example.com/", logLevel: "debug", maxConnections: 2 },
      cache: "hit",
    });
    expect(await respond(prod)).to.deep.equal({
      message: "Hello Ada",
      appConfig: { url: "https://www.example.com/", logLevel: "info", maxConnections: 20 },
      cache: "hit",
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

  it("create a key with rotation and the program's key policy, which only viewer's role can decrypt with", async () => {
    const { iam, kms } = createClients(run());
    const { User } = await iam.send(new GetUserCommand({ UserName: "parameter-admin" }));
    for (const [environment, stack] of [["dev", dev] as const, ["prod", prod] as const]) {
      const { KeyId } = await keyOf(stack);
      const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
      const { Arn = "", RoleId = "" } = await roleOf(stack.functionName);
      const expected = keyPolicy(
        await account(),
        { environment, appName: "parameterStoreBlog" },
        {
          administrators: [{ arn: User?.Arn ?? "", uniqueId: User?.UserId ?? "" }],
          decryptors: [{ arn: Arn, uniqueId: RoleId, secrets: "all" }],
        },
      );
      expect(canonical(Policy)).to.deep.equal(canonical(JSON.stringify(expected)));
      expect(Policy).not.to.include("_notifier");
      expect((await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled).to.be.true;
    }
  });

  it("create a role with one policy for each function, for its own parameters and log group", async () => {
    const { iam } = createClients(run());
    const roles = new Set<string | undefined>();
    for (const [environment, stack] of [["dev", dev] as const, ["prod", prod] as const]) {
      for (const [name, { reads }] of Object.entries(FUNCTIONS)) {
        const functionName = stack.functionNameOf(name);
        const { RoleName, AssumeRolePolicyDocument } = await roleOf(functionName);
        roles.add(RoleName);
        expect(decoded(AssumeRolePolicyDocument)).to.deep.equal(
          canonical(JSON.stringify(trustPolicy(await account()))),
        );
        const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
        expect(PolicyNames).to.have.length(1);
        const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: PolicyNames[0] }));
        const application = { environment, appName: "parameterStoreBlog" };
        const expected = functionPolicy(await account(), application, { functionName, reads });
        expect(decoded(PolicyDocument)).to.deep.equal(canonical(JSON.stringify(expected)));
      }
    }
    expect(roles.size).to.equal(4);
  });

  it("configure each function as in app/functions.ts and their stack files", async () => {
    for (const [environment, stack, stackMemory] of [["dev", dev, 256] as const, ["prod", prod, 512] as const]) {
      for (const [name, { memory = stackMemory }] of Object.entries(FUNCTIONS)) {
        const functionName = stack.functionNameOf(name);
        const configuration = await liveConfigurationOf(functionName);
        expect(configuration).to.deep.include({
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          MemorySize: memory,
          Timeout: 5,
          Architectures: ["arm64"],
        });
        expect(configuration.TracingConfig?.Mode).to.equal("Active");
        expect(configuration.LoggingConfig).to.include({ LogFormat: "JSON", LogGroup: `/aws/lambda/${functionName}` });
        const { CONFIG_VERSION, ...variables } = configuration.Environment?.Variables ?? {};
        expect(CONFIG_VERSION).to.match(/^[0-9a-f]{12}$/);
        expect(variables).to.deep.equal({
          ENV: environment,
          APP_CONFIG_PATH: "parameterStoreBlog",
          AWS_XRAY_TRACING_NAME: functionName,
          CACHE_TTL_SECONDS: "300",
          CACHE_MAX_STALE_SECONDS: "3600",
          ...(environment === "dev" && name === "viewer" ? { REVEAL_SECRETS: "true" } : {}),
        });
      }
    }
  });

  it("retain the logs of each function as long as their stack files set", async () => {
    const { logs } = createClients(run());
    for (const [stack, days] of [[dev, 7] as const, [prod, 90] as const]) {
      const logGroupNamePrefix = `/aws/lambda/${stack.functionNameOf("")}`;
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      expect(
        logGroups.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]),
      ).to.have.deep.members(Object.keys(FUNCTIONS).map((name) => [`/aws/lambda/${stack.functionNameOf(name)}`, days]));
    }
  });

  it("output what each function reads and the names of its resources, and viewer as the first function", async () => {
    const outputs = await prod.outputs();
    const functions = outputs["functions"]?.value as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    expect(Object.keys(functions)).to.have.members(Object.keys(FUNCTIONS));
    for (const [name, { reads }] of Object.entries(FUNCTIONS)) {
      const functionName = prod.functionNameOf(name);
      expect(functions[name]).to.deep.include({ functionName, reads, logGroupName: `/aws/lambda/${functionName}` });
      expect(functions[name]?.["functionArn"]).to.match(new RegExp(`:function:${functionName}$`));
      expect(functions[name]?.["invokeCommand"]).to.include(` --function-name ${functionName} `);
    }
    expect(outputs["functionName"]?.value).to.equal(prod.functionName);
    expect(outputs["invokeCommand"]?.value).to.equal(functions["viewer"]?.["invokeCommand"]);
  });

  it("show no drift in a refresh", async () => {
    await dev.stack.refresh();
    expect(await lastChanges(dev)).to.have.all.keys("same");
  });

  it("change nothing in a second `up`, with a refresh before it (dev) or without (prod)", async () => {
    await Promise.all([dev.stack.up(), prod.stack.up()]);
    for (const stack of [dev, prod]) expect(await lastChanges(stack)).to.deep.equal({ same: 19 });
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
