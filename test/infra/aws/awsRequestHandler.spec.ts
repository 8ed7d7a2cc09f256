import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ssmClientConfig, stsClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import { SecureParameterProvider } from "../../../infra/secureParameter/secureParameterProvider.ts";
import { AwsServer, callerIdentity } from "../../../tools/fakes/awsServer.ts";
import { createSelfSignedCertificate } from "../../../tools/fakes/selfSignedCertificate.ts";
import type { CertificateAndKey } from "../../../tools/fakes/selfSignedCertificate.ts";
import { runCommand } from "../../../tools/lib/command.ts";
import { ROOT } from "../../../tools/lib/paths.ts";
import { withAwsEnvironment } from "../support/awsEnvironment.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { ConnectProxy } from "../support/connectProxy.ts";
import { rejection } from "../support/parameterProvider.ts";
import { stsSession } from "../support/stsSession.ts";

const SSM_HOST = "ssm.eu-west-1.amazonaws.com";
const STS_HOST = "sts.eu-west-1.amazonaws.com";
const SSO_HOST = "portal.sso.us-east-1.amazonaws.com";
const ARN = "arn:aws:iam::123456789012:user/deployer";

const portOf = (address: string): number => Number(new URL(address).port);

describe("the client that writes secrets", () => {
  const environment = withAwsEnvironment({ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "key" });
  let certificate: CertificateAndKey;
  let server: AwsServer;
  let proxy: ConnectProxy;
  let proxyAddress: string;
  let caBundle: string;
  let serverAddress: string;

  before(() => {
    certificate = createSelfSignedCertificate([SSM_HOST, STS_HOST, SSO_HOST, "127.0.0.1", "localhost"]);
  });
  beforeEach(async () => {
    server = new AwsServer(certificate);
    server.responders = {
      DescribeParameters: () => ({ Parameters: [] }),
      GetCallerIdentity: () => callerIdentity(ARN),
      AssumeRole: () => stsSession("AssumeRole", "ASIAEXAMPLE"),
    };
    serverAddress = (await server.start()).replace("http:", "https:");
    proxy = new ConnectProxy({ port: portOf(serverAddress) });
    proxyAddress = await proxy.start();
    caBundle = environment.write("ca.pem", certificate.cert);
  });
  afterEach(() => {
    proxy.stop();
    server.stop();
  });

  const reader = (settings: Readonly<Record<string, string>>) => {
    const all: Record<string, string> = { region: "eu-west-1", maxRetries: "0", ...settings };
    return (name: string) => all[name];
  };

  /** Calls Parameter Store at its public address, which can be reached here only through the proxy. */
  async function describeParameters(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const client = new SSMClient(ssmClientConfig(reader(settings)));
    try {
      await client.send(new DescribeParametersCommand({}));
    } finally {
      client.destroy();
    }
  }

  describe("with a proxy", () => {
    beforeEach(() => {
      environment.set({ AWS_CA_BUNDLE: caBundle });
    });

    for (const name of ["HTTPS_PROXY", "https_proxy"]) {
      it(`opens a tunnel through the proxy of ${name}`, async () => {
        environment.set({ [name]: proxyAddress });
        await describeParameters();
        expect(proxy.tunnels).to.deep.equal([`${SSM_HOST}:443`]);
        expect(server.actions).to.deep.equal(["DescribeParameters"]);
      });
    }

    for (const name of ["httpsProxy", "httpProxy"]) {
      it(`opens a tunnel through the proxy of aws:${name}`, async () => {
        environment.set({ HTTPS_PROXY: name === "httpsProxy" ? "http://127.0.0.1:1" : "" });
        await describeParameters({ [name]: proxyAddress });
        expect(proxy.tunnels).to.deep.equal([`${SSM_HOST}:443`]);
      });
    }

    it("uses one tunnel for several calls", async () => {
      environment.set({ HTTPS_PROXY: proxyAddress });
      const client = new SSMClient(ssmClientConfig(reader({})));
      for (let count = 0; count < 3; count += 1) await client.send(new DescribeParametersCommand({}));
      client.destroy();
      expect(server.actions).to.have.length(3);
      expect(proxy.tunnels).to.have.length(1);
    });

    it("sends the proxy its user and password", async () => {
      environment.set({ HTTPS_PROXY: proxyAddress.replace("//", "//user:p%40ss@") });
      await describeParameters();
      const credentials = Buffer.from("user:p@ss").toString("base64");
      expect(proxy.authorizations).to.deep.equal([`Basic ${credentials}`]);
    });

    it("connects to a proxy over TLS with the same CA bundle", async () => {
      const secure = new ConnectProxy({ port: portOf(serverAddress), tls: certificate });
      environment.set({ HTTPS_PROXY: await secure.start() });
      try {
        await describeParameters();
        expect(secure.tunnels).to.deep.equal([`${SSM_HOST}:443`]);
      } finally {
        secure.stop();
      }
    });

    it("uses the proxy to look up the caller and to assume roles", async () => {
      environment.set({ HTTPS_PROXY: proxyAddress });
      const assumeRoles = JSON.stringify([{ roleArn: "arn:aws:iam::123456789012:role/deployer" }]);
      const client = new STSClient(stsClientConfig(reader({ assumeRoles })));
      const { Arn } = await client.send(new GetCallerIdentityCommand({}));
      client.destroy();
      expect(Arn).to.equal(ARN);
      expect(server.actions).to.deep.equal(["AssumeRole", "GetCallerIdentity"]);
      expect(new Set(proxy.tunnels)).to.deep.equal(new Set([`${STS_HOST}:443`]));
    });

    describe("and SSO, which has a region of its own", () => {
      beforeEach(() => {
        const cache = path.join(environment.folder, ".aws", "sso", "cache");
        mkdirSync(cache, { recursive: true });
        const token = { accessToken: "token", expiresAt: "2099-01-01T00:00:00Z", startUrl: "https://sso.example.com" };
        const file = createHash("sha1").update("corporate").digest("hex");
        writeFileSync(path.join(cache, `${file}.json`), JSON.stringify(token));
        server.responders = {
          ...server.responders,
          "GET /federation/credentials": () => ({
            roleCredentials: { accessKeyId: "ASIASSO", secretAccessKey: "key", sessionToken: "t", expiration: 4e12 },
          }),
        };
        environment.set({ HOME: environment.folder, HTTPS_PROXY: proxyAddress });
      });

      const config =
        "[profile work]\nsso_session = corporate\nsso_account_id = 123456789012\nsso_role_name = deployer\n" +
        "[sso-session corporate]\nsso_region = us-east-1\nsso_start_url = https://sso.example.com\n";

      for (const [what, settings] of [
        ["the default files", () => (environment.write("config", config), {})],
        [
          "the files of the config",
          () => ({ sharedConfigFiles: JSON.stringify([environment.write("my-config", config)]) }),
        ],
      ] as const) {
        it(`uses the proxy with a profile in ${what}`, async () => {
          await describeParameters({ profile: "work", ...settings() });
          expect(proxy.tunnels).to.deep.equal([`${SSO_HOST}:443`, `${SSM_HOST}:443`]);
          expect(server.requests.at(-1)?.accessKey).to.equal("ASIASSO");
        });
      }
    });

    it("connects directly to this machine", async () => {
      environment.set({ HTTPS_PROXY: proxyAddress });
      await describeParameters({ endpoints: JSON.stringify([{ ssm: serverAddress }]) });
      expect(server.actions).to.deep.equal(["DescribeParameters"]);
      expect(proxy.tunnels).to.deep.equal([]);
    });

    // No host has this name, so that a direct connection fails.
    const endpoints = '[{"ssm":"https://ssm.eu-west-1.invalid"}]';

    for (const [where, exclude] of [
      [
        "NO_PROXY",
        (hosts: string) => {
          environment.set({ NO_PROXY: hosts });
          return {};
        },
      ],
      ["aws:noProxy", (noProxy: string) => ({ noProxy })],
    ] as const) {
      it(`connects directly to the hosts of ${where}, and through the proxy to all others`, async () => {
        environment.set({ HTTPS_PROXY: proxyAddress });
        const settings = exclude(".example.com,.invalid");
        expect((await rejection(describeParameters({ ...settings, endpoints }))).message).to.match(
          /ENOTFOUND|EAI_AGAIN/,
        );
        expect(proxy.tunnels).to.deep.equal([]);
        await describeParameters(settings);
        expect(proxy.tunnels).to.deep.equal([`${SSM_HOST}:443`]);
      });
    }

    it("sends requests without TLS to the proxy of HTTP_PROXY", async () => {
      const plain = new AwsServer();
      plain.responders = server.responders;
      const plainProxy = new ConnectProxy({ port: portOf(await plain.start()) });
      environment.set({ HTTP_PROXY: await plainProxy.start(), HTTPS_PROXY: proxyAddress });
      try {
        await describeParameters({ endpoints: '[{"ssm":"http://ssm.example.com"}]' });
        expect(plainProxy.requests).to.deep.equal(["http://ssm.example.com/"]);
        expect(proxy.tunnels).to.deep.equal([]);
      } finally {
        plainProxy.stop();
        plain.stop();
      }
    });

    it("uses the proxy when the code in the state runs, as for refresh and destroy", async () => {
      server.responders = { DeleteParameter: () => ({}) };
      environment.set({ HTTPS_PROXY: proxyAddress });
      const provider = new SecureParameterProvider();
      const { text } = await pulumi.runtime.serializeFunction(() => provider);
      environment.write("provider.cjs", text);
      const main = environment.write(
        "main.cjs",
        `const provider = require("./provider.cjs").handler();
        const get = (key) => ({ "aws:region": "eu-west-1" })[key];
        provider.configure({ config: { get } }).then(() => provider.delete("/dev/app/appSecrets"));`,
      );
      const env = { ...process.env, NODE_PATH: path.join(ROOT, "node_modules") };
      const { code, output } = await runCommand(process.execPath, [main], { env });
      expect(output).to.equal("");
      expect(code).to.equal(0);
      expect(server.actions).to.deep.equal(["DeleteParameter"]);
      expect(proxy.tunnels).to.deep.equal([`${SSM_HOST}:443`]);
    }).timeout(20_000);

    it("fails with the reason and without the password if the proxy cannot be reached", async () => {
      environment.set({ HTTPS_PROXY: `http://user:${CANARY}@127.0.0.1:1` });
      const { message } = await rejection(describeParameters());
      expect(message).to.include("ECONNREFUSED");
      expectNoCanary(message);
    });
  });

  describe("with a private certificate authority", () => {
    beforeEach(() => {
      environment.set({ HTTPS_PROXY: proxyAddress });
    });

    it("trusts AWS_CA_BUNDLE", async () => {
      environment.set({ AWS_CA_BUNDLE: caBundle });
      await describeParameters();
      expect(server.actions).to.deep.equal(["DescribeParameters"]);
    });

    it("trusts aws:customCaBundle before AWS_CA_BUNDLE", async () => {
      environment.set({ AWS_CA_BUNDLE: environment.write("other.pem", createSelfSignedCertificate([SSM_HOST]).cert) });
      await describeParameters({ customCaBundle: caBundle });
      expect(server.actions).to.deep.equal(["DescribeParameters"]);
    });

    it("trusts the ca_bundle of the profile", async () => {
      environment.write("config", `[default]\nregion = eu-west-1\n[profile work]\nca_bundle = ${caBundle}\n`);
      environment.set({ AWS_PROFILE: "work" });
      await describeParameters();
      expect(server.actions).to.deep.equal(["DescribeParameters"]);
    });

    it("trusts a CA bundle with several certificates", async () => {
      const bundle = `# two\n${createSelfSignedCertificate(["other.example.com"]).cert}\n${certificate.cert}`;
      environment.set({ AWS_CA_BUNDLE: environment.write("several.pem", bundle) });
      await describeParameters();
      expect(server.actions).to.deep.equal(["DescribeParameters"]);
    });

    it("trusts every certificate with aws:insecure", async () => {
      await describeParameters({ insecure: "true" });
      expect(server.actions).to.deep.equal(["DescribeParameters"]);
    });

    it("trusts AWS_CA_BUNDLE without a proxy", async () => {
      environment.set({ AWS_CA_BUNDLE: caBundle });
      await describeParameters({ endpoints: JSON.stringify([{ ssm: serverAddress }]) });
      expect(proxy.tunnels).to.deep.equal([]);
      expect(server.actions).to.deep.equal(["DescribeParameters"]);
    });

    it("rejects the certificate without a CA bundle", async () => {
      for (const settings of [{}, { insecure: "false" }]) {
        const error = await rejection(describeParameters(settings));
        expect(error.message).to.match(/self-signed certificate/);
      }
      expect(server.actions).to.deep.equal([]);
    });

    it("reports a CA bundle that cannot be read or that has no certificate", async () => {
      environment.set({ AWS_CA_BUNDLE: "/no/such/file.pem" });
      expect((await rejection(describeParameters())).message).to.equal(
        "the CA bundle /no/such/file.pem cannot be read (ENOENT): check aws:customCaBundle and AWS_CA_BUNDLE",
      );
      const key = environment.write("key.pem", CANARY);
      const { message } = await rejection(describeParameters({ customCaBundle: key }));
      expect(message).to.equal(`the CA bundle ${key} must contain a PEM certificate`);
    });
  });
});
