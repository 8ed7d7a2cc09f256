import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { startLocalProvider } from "../../tools/local-provider/startLocalProvider.ts";
import { createClients, listResources, readParameters } from "./support/awsState.ts";
import { describeEndToEnd, itWithLocalProvider } from "./support/describeEndToEnd.ts";
import { EngineSteps, expectFailure } from "./support/engineEvents.ts";
import { SigningProxy } from "./support/signingProxy.ts";
import { createStack, removeConfig } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

/** The emulator treats an access key of twelve digits as that account's root user. */
const OTHER_ACCOUNT = "111122223333";

/** Returns a session ARN as in the emulator's GetCallerIdentity response. */
const sessionArn = (name: string) => `assumed-role/session-deployer/${name}`;

describeEndToEnd("a deployment", (run) => {
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    environment = { ...process.env };
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
  });

  const resourcesOf = async ({ stack }: TestStack): Promise<string[]> => {
    const { deployment } = (await stack.exportStack()) as { deployment: { resources?: { type: string }[] } };
    return (deployment.resources ?? []).map(({ type }) => type).filter((type) => !type.startsWith("pulumi:"));
  };

  it("creates the key and writes the secrets with the access key in the environment, even if AWS_PROFILE is set", async () => {
    const stack = await createStack(run(), "two-accounts", { secrets: { "secrets.appSecrets.secretKey": "kept" } });
    const credentials = path.join(run().directory, "two-accounts-credentials");
    writeFileSync(credentials, `[elsewhere]\naws_access_key_id = ${OTHER_ACCOUNT}\naws_secret_access_key = key\n`);
    const proxy = new SigningProxy(run().emulator.url);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: await proxy.start(),
      AWS_PROFILE: "elsewhere",
      AWS_SHARED_CREDENTIALS_FILE: credentials,
    });
    try {
      await stack.stack.up();
      const { accessKeyId } = run().credentials;
      expect([...(proxy.signers.get("PutParameter") ?? [])]).to.deep.equal([accessKeyId]);
      expect((await readParameters(run(), stack))["appSecrets"]?.value).to.deep.equal({ secretKey: "kept" });

      // Another user's shell, with only the access key.
      Reflect.deleteProperty(process.env, "AWS_PROFILE");
      await stack.stack.refresh();
      const steps = new EngineSteps();
      await stack.stack.up({ onEvent: steps.record });
      expect(steps.byName).to.deep.equal({});
    } finally {
      proxy.stop();
    }
  });

  // The plugin would use the environment, too.
  itWithLocalProvider(
    "fails before anything is registered if the AWS provider and the client that writes secrets use two principals",
    async () => {
      const { iam } = createClients(run());
      const { User } = await iam.send(new CreateUserCommand({ UserName: "other-deployer" }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "other-deployer" }));
      const stack = await createStack(run(), "two-users", {
        secrets: { "secrets.appSecrets.secretKey": "s3cret-7f2a" },
      });
      const earlier = await listResources(run());
      Object.assign(process.env, {
        AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey,
      });

      for (const work of [() => stack.stack.preview(), () => stack.stack.up()]) {
        const message = await expectFailure(work());
        expect(message)
          .to.match(/AWS credentials must belong to one principal: .*:user\/parameter-admin .*written by /)
          .and.include(`written by ${User?.Arn ?? ""} (account`)
          .and.include("`unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`")
          .and.not.include("s3cret-7f2a")
          .and.not.include(AccessKey?.SecretAccessKey ?? "");
      }
      expect(await listResources(run())).to.deep.equal(earlier);
      expect(await resourcesOf(stack)).to.deep.equal([]);
    },
  );

  // The plugin would use the session in the environment.
  itWithLocalProvider("may use several sessions of one role", async () => {
    const { iam, sts } = createClients(run());
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "session-deployer", AssumeRolePolicyDocument }));
    const RoleArn = Role?.Arn ?? "";
    const session = async (RoleSessionName: string) => {
      const response = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
      expect(response.AssumedRoleUser?.Arn).to.include(sessionArn(RoleSessionName));
      const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } = response.Credentials ?? {};
      return { accessKeyId, secretAccessKey, sessionToken: response.Credentials?.SessionToken };
    };
    const provider = await startLocalProvider({ endpoint: run().emulator.url, credentials: await session("first") });
    const { accessKeyId, secretAccessKey, sessionToken } = await session("second");
    const stack = await createStack(run(), "sessions", {
      plain: { "keyAdministrators[0]": RoleArn },
      secrets: { "secrets.appSecrets.secretKey": "written" },
    });
    Object.assign(process.env, {
      PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}`,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    });
    try {
      await stack.stack.up();
      expect((await readParameters(run(), stack))["appSecrets"]?.value).to.deep.equal({ secretKey: "written" });
      // Without an administrator, the error contains the ARN of the provider's session.
      await removeConfig(stack, "keyAdministrators");
      expect(await expectFailure(stack.stack.preview())).to.include(sessionArn("first"));
    } finally {
      await provider.stop();
    }
  });
});
