import { createServer } from "node:http";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { ssmClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import { AwsServer } from "../../../tools/fakes/awsServer.ts";
import { close, listen } from "../../../tools/lib/localServer.ts";
import { withAwsEnvironment } from "../support/awsEnvironment.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { rejection } from "../support/parameterProvider.ts";
import { stsSession } from "../support/stsSession.ts";

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

const keys = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = key\n`;

const ENVIRONMENT_KEYS = { AWS_ACCESS_KEY_ID: "AKIDENVIRONMENT", AWS_SECRET_ACCESS_KEY: "key" };

describe("the client that writes secrets", () => {
  const environment = withAwsEnvironment();
  let server: AwsServer;
  let address: string;

  beforeEach(async () => {
    server = new AwsServer();
    address = await server.start();
    const session = ({ RoleArn }: Readonly<Record<string, unknown>>) => String(RoleArn).split("/").at(-1) ?? "";
    server.responders = {
      AssumeRole: (body) => stsSession("AssumeRole", `ASIA${session(body)}`),
      AssumeRoleWithWebIdentity: (body) => stsSession("AssumeRoleWithWebIdentity", `ASIAweb${session(body)}`),
      DescribeParameters: () => ({ Parameters: [] }),
    };
    environment.write("config", "");
  });
  afterEach(() => {
    server.stop();
  });

  /** Calls Parameter Store once. */
  async function call(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const all: Record<string, string> = {
      region: "eu-west-1",
      maxRetries: "0",
      endpoints: JSON.stringify([{ ssm: address, sts: address }]),
      ...settings,
    };
    const client = new SSMClient(ssmClientConfig((setting) => all[setting]));
    try {
      await client.send(new DescribeParametersCommand({}));
    } finally {
      client.destroy();
    }
  }

  /** Calls Parameter Store, and returns the access key that signed the call. */
  async function signer(settings: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
    await call(settings);
    return server.requests.at(-1)?.accessKey;
  }

  const withProfiles = () =>
    environment.write("credentials", `[default]\n${keys("AKIDDEFAULT")}[work]\n${keys("AKIDWORK")}`);

  it("uses the keys in the environment even if AWS_PROFILE is set, like the AWS provider", async () => {
    withProfiles();
    environment.set({ AWS_PROFILE: "work", ...ENVIRONMENT_KEYS });
    expect(await signer()).to.equal("AKIDENVIRONMENT");
  });

  it("uses the profile of the config even if the environment has keys, like the AWS provider", async () => {
    withProfiles();
    environment.set({ AWS_PROFILE: "default", ...ENVIRONMENT_KEYS });
    expect(await signer({ profile: "work" })).to.equal("AKIDWORK");
  });

  it("uses the keys in the config before every other source", async () => {
    withProfiles();
    environment.set({ AWS_PROFILE: "work", ...ENVIRONMENT_KEYS });
    expect(await signer({ accessKey: "AKIDCONFIG", secretKey: "key", profile: "work" })).to.equal("AKIDCONFIG");
  });

  it("uses the keys in the environment under the older names that the Go SDK also reads", async () => {
    withProfiles();
    environment.set({ AWS_ACCESS_KEY: "AKIDOLDER", AWS_SECRET_KEY: "key" });
    expect(await signer()).to.equal("AKIDOLDER");
  });

  it("uses the profile of AWS_PROFILE if the environment has no keys", async () => {
    withProfiles();
    environment.set({ AWS_PROFILE: "work", AWS_ACCESS_KEY_ID: "" });
    expect(await signer()).to.equal("AKIDWORK");
  });

  it("uses the profile of AWS_DEFAULT_PROFILE if there is no other", async () => {
    withProfiles();
    environment.set({ AWS_DEFAULT_PROFILE: "work" });
    expect(await signer()).to.equal("AKIDWORK");
  });

  it("uses the default profile if nothing is set", async () => {
    withProfiles();
    expect(await signer()).to.equal("AKIDDEFAULT");
  });

  it("uses the web identity of the environment before a profile", async () => {
    withProfiles();
    const AWS_WEB_IDENTITY_TOKEN_FILE = environment.write("token", "a.web.token");
    environment.set({ AWS_PROFILE: "work", AWS_ROLE_ARN: role("pod"), AWS_WEB_IDENTITY_TOKEN_FILE });
    expect(await signer()).to.equal("ASIAwebpod");
    expect(server.requests[0]).to.deep.include({ action: "AssumeRoleWithWebIdentity", accessKey: "" });
    expect(server.requests[0]?.body).to.include({ WebIdentityToken: "a.web.token", RoleArn: role("pod") });
  });

  it("assumes the role of a profile with the credentials of its source profile", async () => {
    withProfiles();
    environment.write("config", `[profile admin]\nrole_arn = ${role("admin")}\nsource_profile = work\n`);
    environment.set({ AWS_PROFILE: "admin" });
    expect(await signer()).to.equal("ASIAadmin");
    expect(server.requests[0]).to.deep.include({ action: "AssumeRole", accessKey: "AKIDWORK", region: "eu-west-1" });
  });

  it("uses the web identity of a profile", async () => {
    const token = environment.write("token", "a.profile.token");
    environment.write("config", `[profile pod]\nrole_arn = ${role("pod")}\nweb_identity_token_file = ${token}\n`);
    environment.set({ AWS_PROFILE: "pod" });
    expect(await signer()).to.equal("ASIAwebpod");
    expect(server.requests[0]?.body).to.include({ WebIdentityToken: "a.profile.token", RoleArn: role("pod") });
  });

  it("uses the credentials that the credential_process of a profile prints", async () => {
    const printed = { Version: 1, AccessKeyId: "AKIDPROCESS", SecretAccessKey: "key" };
    environment.write("config", `[profile tool]\ncredential_process = echo '${JSON.stringify(printed)}'\n`);
    environment.set({ AWS_PROFILE: "tool" });
    expect(await signer()).to.equal("AKIDPROCESS");
  });

  it("uses the container's credentials if there are no others", async () => {
    const given = {
      AccessKeyId: "AKIDCONTAINER",
      SecretAccessKey: "key",
      Token: "t",
      Expiration: "2099-01-01T00:00:00Z",
    };
    const container = createServer((_request, response) => response.end(JSON.stringify(given)));
    environment.set({ AWS_CONTAINER_CREDENTIALS_FULL_URI: await listen(container) });
    try {
      expect(await signer()).to.equal("AKIDCONTAINER");
    } finally {
      close(container);
    }
  });

  it("reads profiles from the shared files of the config", async () => {
    withProfiles();
    const config = environment.write("my-config", `[profile admin]\nrole_arn = ${role("admin")}\nsource_profile = x\n`);
    environment.write("my-credentials", `[x]\n${keys("AKIDX")}`);
    environment.set({ PLACE: environment.folder });
    const settings = {
      profile: "admin",
      sharedConfigFiles: JSON.stringify([config]),
      sharedCredentialsFiles: JSON.stringify(["${PLACE}/my-credentials"]),
    };
    expect(await signer(settings)).to.equal("ASIAadmin");
    expect(server.requests[0]?.accessKey).to.equal("AKIDX");
    Reflect.deleteProperty(process.env, "PLACE");
  });

  it("assumes the web identity of the config with all of its fields", async () => {
    environment.set(ENVIRONMENT_KEYS);
    const assumeRoleWithWebIdentity = {
      roleArn: role("ci"),
      sessionName: "deploy",
      duration: "1h30m",
      policy: "{}",
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      webIdentityTokenFile: environment.write("token", "a.file.token"),
    };
    const settings = { assumeRoleWithWebIdentity: JSON.stringify(assumeRoleWithWebIdentity) };
    expect(await signer(settings)).to.equal("ASIAwebci");
    expect(server.requests[0]?.body).to.deep.include({
      RoleArn: role("ci"),
      RoleSessionName: "deploy",
      DurationSeconds: "5400",
      Policy: "{}",
      "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
      WebIdentityToken: "a.file.token",
    });
  });

  it("assumes a role with the web identity of the config", async () => {
    const settings = {
      assumeRoleWithWebIdentity: JSON.stringify({ roleArn: role("ci"), webIdentityToken: "a.token" }),
      assumeRoles: JSON.stringify([{ roleArn: role("deployer") }]),
    };
    expect(await signer(settings)).to.equal("ASIAdeployer");
    expect(server.requests.map(({ action, accessKey }) => [action, accessKey])).to.deep.equal([
      ["AssumeRoleWithWebIdentity", ""],
      ["AssumeRole", "ASIAwebci"],
      ["DescribeParameters", "ASIAdeployer"],
    ]);
  });

  it("assumes a role of the config with the keys in the environment even if AWS_PROFILE is set", async () => {
    withProfiles();
    environment.set({ AWS_PROFILE: "work", ...ENVIRONMENT_KEYS });
    expect(await signer({ assumeRoles: JSON.stringify([{ roleArn: role("deployer") }]) })).to.equal("ASIAdeployer");
    expect(server.requests[0]?.accessKey).to.equal("AKIDENVIRONMENT");
  });

  it("does not report the output of a credential_process that fails, because it may contain a secret", async () => {
    environment.write("config", `[profile tool]\ncredential_process = sh -c 'echo ${CANARY} >&2; exit 1' ${CANARY}\n`);
    environment.set({ AWS_PROFILE: "tool" });
    const error = await rejection(call());
    expect(error.message).to.equal("the credential_process of the profile failed");
    expectNoCanary(error);
  });

  it("does not report the response of a container that is not JSON", async () => {
    const container = createServer((_request, response) => response.end(CANARY));
    environment.set({ AWS_CONTAINER_CREDENTIALS_FULL_URI: await listen(container) });
    try {
      const error = await rejection(call());
      expect(error.message).to.equal("the source of the credentials did not return valid JSON");
      expectNoCanary(error);
    } finally {
      close(container);
    }
  });

  it("does not try the instance after a profile that fails", async () => {
    environment.write("config", "[profile tool]\ncredential_process = exit 1\n");
    environment.set({ AWS_PROFILE: "tool", AWS_EC2_METADATA_SERVICE_ENDPOINT: address, AWS_EC2_METADATA_DISABLED: "" });
    await rejection(call());
    expect(server.requests).to.deep.equal([]);
  });

  it("tries the instance after a profile without a source of credentials", async () => {
    environment.write("config", "[profile empty]\nregion = eu-west-1\n");
    environment.set({
      AWS_PROFILE: "empty",
      AWS_EC2_METADATA_SERVICE_ENDPOINT: address,
      AWS_EC2_METADATA_DISABLED: "",
    });
    await rejection(call());
    expect(server.actions[0]).to.equal("PUT /latest/api/token");
  });

  it("assumes roles in the region of stsRegion", async () => {
    environment.set(ENVIRONMENT_KEYS);
    await call({ assumeRoles: JSON.stringify([{ roleArn: role("deployer") }]), stsRegion: "us-east-1" });
    expect(server.requests.map(({ region }) => region)).to.deep.equal(["us-east-1", "eu-west-1"]);
  });

  it("does not try the instance if skipMetadataApiCheck is true", async () => {
    Reflect.deleteProperty(process.env, "AWS_EC2_METADATA_DISABLED");
    environment.set({ AWS_EC2_METADATA_SERVICE_ENDPOINT: address });
    await rejection(call({ skipMetadataApiCheck: "true" }));
    expect(server.requests).to.deep.equal([]);
  });
});
