import { expect } from "chai";
import { AwsServer } from "../../../tools/fakes/awsServer.ts";
import { createSelfSignedCertificate } from "../../../tools/fakes/selfSignedCertificate.ts";
import { CliError } from "../../../tools/lib/cliError.ts";
import { fetchStackReport } from "../../../tools/report/fromXRay/fetchStackReport.ts";
import { withAwsEnvironment } from "../../infra/support/awsEnvironment.ts";
import { ConnectProxy } from "../../infra/support/connectProxy.ts";
import { deployedStack } from "./support/useFakeXray.ts";

describe("fetchStackReport behind a proxy", () => {
  const environment = withAwsEnvironment({ AWS_ACCESS_KEY_ID: "AKIDENVIRONMENT", AWS_SECRET_ACCESS_KEY: "key" });
  const host = "xray.eu-west-1.amazonaws.com";
  const certificate = createSelfSignedCertificate([host]);
  let server: AwsServer;
  let proxy: ConnectProxy;

  beforeEach(async () => {
    server = new AwsServer(certificate);
    server.responders = { "POST /TraceSummaries": () => ({ TraceSummaries: [] }) };
    proxy = new ConnectProxy({ port: Number(new URL(await server.start()).port) });
    environment.set({ HTTPS_PROXY: await proxy.start() });
  });
  afterEach(() => {
    proxy.stop();
    server.stop();
  });

  const failure = async (settings: Readonly<Record<string, string>> = {}): Promise<unknown> =>
    fetchStackReport(deployedStack(), { text: "1h", ms: 3_600_000 }, (name) => settings[name]).catch(
      (reason: unknown) => reason,
    );

  it("goes through the proxy, with the CA bundle and the credentials of a deployment", async () => {
    environment.write("credentials", "[work]\naws_access_key_id = AKIDWORK\naws_secret_access_key = key\n");
    environment.set({ AWS_PROFILE: "work", AWS_CA_BUNDLE: environment.write("ca.pem", certificate.cert) });
    expect(String(await failure())).to.include("X-Ray has no traces");
    expect(String(await failure({ profile: "work" }))).to.include("X-Ray has no traces");
    expect(new Set(proxy.tunnels)).to.deep.equal(new Set([`${host}:443`]));
    expect(server.requests.map(({ accessKey }) => accessKey)).to.deep.equal(["AKIDENVIRONMENT", "AKIDWORK"]);
  });

  it("reports a CA bundle that cannot be read, without a stack trace", async () => {
    environment.set({ AWS_CA_BUNDLE: "/no/such/file.pem" });
    const error = await failure();
    expect(error).to.be.instanceOf(CliError);
    expect(String(error)).to.include("the CA bundle /no/such/file.pem cannot be read (ENOENT)");
  });
});
