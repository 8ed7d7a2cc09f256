import { rmSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { AwsServer, callerIdentity, queryFailure } from "../../../tools/fakes/awsServer.ts";
import { createSelfSignedCertificate } from "../../../tools/fakes/selfSignedCertificate.ts";
import { runCommand } from "../../../tools/lib/command.ts";
import { withAwsEnvironment } from "../../infra/support/awsEnvironment.ts";
import { ConnectProxy } from "../../infra/support/connectProxy.ts";
import { copySampleProject } from "../../support/copySampleProject.ts";

/** For the region of the sample stack files. */
const STS_HOST = "sts.eu-west-1.amazonaws.com";

describe("npm run policy:deployer", function () {
  this.timeout(30_000);
  this.slow(10_000);

  const environment = withAwsEnvironment({ AWS_ACCESS_KEY_ID: "AKIDENVIRONMENT", AWS_SECRET_ACCESS_KEY: "key" });
  let project: string;
  let server: AwsServer;
  let proxy: ConnectProxy;

  before(() => {
    project = copySampleProject();
  });
  after(() => {
    rmSync(project, { recursive: true });
  });

  beforeEach(async () => {
    const certificate = createSelfSignedCertificate([STS_HOST]);
    server = new AwsServer(certificate);
    server.responders = { GetCallerIdentity: () => callerIdentity("arn:aws:iam::111122223333:user/deployer") };
    proxy = new ConnectProxy({ port: Number(new URL(await server.start()).port) });
    environment.set({
      HTTPS_PROXY: await proxy.start(),
      AWS_CA_BUNDLE: environment.write("ca.pem", certificate.cert),
    });
  });
  afterEach(() => {
    proxy.stop();
    server.stop();
  });

  const run = () =>
    runCommand(process.execPath, [path.join(project, "tools/cli/policyDeployer.ts"), "--stack", "dev"], {
      env: { ...process.env },
    });

  it("gets the account from AWS with the proxy, the CA bundle and the credentials of a deployment", async () => {
    environment.write("credentials", "[work]\naws_access_key_id = AKIDWORK\naws_secret_access_key = key\n");
    environment.set({ AWS_PROFILE: "work" });
    const { code, output } = await run();
    expect(output).to.include("arn:aws:iam::111122223333:user/parameter-admin");
    expect(code).to.equal(0);
    expect(proxy.tunnels).to.deep.equal([`${STS_HOST}:443`]);
    // The keys in the environment take precedence over AWS_PROFILE, as in the AWS provider.
    expect(server.requests.map(({ action, accessKey }) => [action, accessKey])).to.deep.equal([
      ["GetCallerIdentity", "AKIDENVIRONMENT"],
    ]);
  });

  it("reports why AWS rejects the request, and suggests --account", async () => {
    server.responders = { GetCallerIdentity: () => queryFailure("ExpiredToken", "The security token is expired") };
    const { code, output } = await run();
    expect(code).to.equal(1);
    expect(output).to.include("The security token is expired").and.include("--account");
    expect(output).not.to.match(/^\s+at /m);
  });
});
