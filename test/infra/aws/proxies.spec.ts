import { expect } from "chai";
import { readProxies, proxyFor } from "../../../infra/aws/proxies.ts";
import { withAwsEnvironment } from "../support/awsEnvironment.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";

const ADDRESS = "http://proxy.example.com:3128";

const SSM = { protocol: "https:", hostname: "ssm.eu-west-1.amazonaws.com" };

describe("proxies", () => {
  const environment = withAwsEnvironment();
  const of = (settings: Readonly<Record<string, string>> = {}) => readProxies((name) => settings[name]);

  it("returns no proxy if none is set", () => {
    expect(of()).to.deep.equal({ http: undefined, https: undefined, except: "" });
  });

  it("reads the environment, upper case before lower case", () => {
    environment.set({ HTTP_PROXY: "http://a", HTTPS_PROXY: "http://b", NO_PROXY: "c" });
    environment.set({ http_proxy: "http://x", https_proxy: "http://y", no_proxy: "z" });
    expect(of()).to.deep.equal({ http: "http://a", https: "http://b", except: "c" });
  });

  it("reads the environment in lower case if upper case is not set", () => {
    environment.set({ HTTPS_PROXY: "", http_proxy: "http://x", https_proxy: "http://y", no_proxy: "z" });
    expect(of()).to.deep.equal({ http: "http://x", https: "http://y", except: "z" });
  });

  it("reads the config before the environment", () => {
    environment.set({ HTTP_PROXY: "http://x", HTTPS_PROXY: "http://y", NO_PROXY: "z" });
    const settings = { httpProxy: "http://a", httpsProxy: "http://b", noProxy: "c" };
    expect(of(settings)).to.deep.equal({ http: "http://a", https: "http://b", except: "c" });
  });

  it("returns aws:httpProxy for HTTPS unless there is a proxy for HTTPS", () => {
    expect(of({ httpProxy: "http://a" }).https).to.equal("http://a");
    environment.set({ HTTPS_PROXY: "http://b" });
    expect(of({ httpProxy: "http://a" }).https).to.equal("http://b");
    expect(of({ httpProxy: "http://a", httpsProxy: "http://c" }).https).to.equal("http://c");
  });

  it("does not return HTTP_PROXY for HTTPS", () => {
    environment.set({ HTTP_PROXY: "http://a" });
    expect(of().https).to.equal(undefined);
  });

  it("disables a proxy of the environment if the config has an empty string", () => {
    environment.set({ HTTPS_PROXY: "http://b" });
    expect(proxyFor(SSM, of({ httpsProxy: "" }))).to.equal(undefined);
  });
});

describe("proxyFor", () => {
  const through = (except: string, target: Parameters<typeof proxyFor>[0]) =>
    proxyFor(target, { http: ADDRESS, https: ADDRESS, except }) !== undefined;

  it("returns the proxy of the request's protocol", () => {
    const both = { http: "http://a", https: "http://b", except: "" };
    expect(proxyFor({ ...SSM, protocol: "http:" }, both)).to.equal("http://a");
    expect(proxyFor(SSM, both)).to.equal("http://b");
    expect(proxyFor(SSM, { ...both, https: undefined })).to.equal(undefined);
  });

  it("treats an address without a protocol as that of an HTTP proxy", () => {
    const https = "user:password@proxy.example.com:3128";
    expect(proxyFor(SSM, { http: undefined, https, except: "" })).to.equal(`http://${https}`);
  });

  for (const https of [`socks5://user:${CANARY}@127.0.0.1:1080`, `http://user:${CANARY}@[`]) {
    it(`rejects ${https.split("/")[0] ?? ""}… without quoting it, because it may contain a password`, () => {
      expect(() => proxyFor(SSM, { http: undefined, https, except: "" }))
        .to.throw(/proxy/)
        .and.satisfy((error: unknown) => {
          expectNoCanary(error);
          return true;
        });
    });
  }

  // golang.org/x/net/http/httpproxy makes the same decision for each line.
  const host = "ssm.eu-west-1.amazonaws.com";
  for (const [except, hostname, port, expected] of [
    ["", host, undefined, true],
    ["", "localhost", undefined, false],
    ["", "127.0.0.1", 4566, false],
    ["", "127.8.9.10", undefined, false],
    ["", "::1", undefined, false],
    ["", "[::1]", undefined, false],
    ["", "localhost.example.com", undefined, true],
    ["*", host, undefined, false],
    ["other.example.com,*", host, undefined, false],
    ["amazonaws.com", host, undefined, false],
    [".amazonaws.com", host, undefined, false],
    ["*.amazonaws.com", host, undefined, false],
    ["AMAZONAWS.com", host, undefined, false],
    [" amazonaws.com , other", host, undefined, false],
    ["amazonaws.com", "amazonaws.com", undefined, false],
    [".amazonaws.com", "amazonaws.com", undefined, true],
    ["*.amazonaws.com", "amazonaws.com", undefined, true],
    ["zonaws.com", host, undefined, true],
    ["ssm.eu-west-1.amazonaws.com", host, undefined, false],
    ["ssm.*.amazonaws.com", host, undefined, true],
    ["amazonaws.com:443", host, undefined, false],
    ["amazonaws.com:80", host, undefined, true],
    ["amazonaws.com:8443", host, 8443, false],
    ["10.0.0.5", "10.0.0.5", undefined, false],
    ["10.0.0.5", "10.0.0.6", undefined, true],
    ["10.0.0.5:443", "10.0.0.5", undefined, false],
    ["10.0.0.5:80", "10.0.0.5", undefined, true],
    ["10.0.0.0/8", "10.200.3.4", undefined, false],
    ["10.0.0.0/8", "11.0.0.1", undefined, true],
    ["10.0.0.0/8", host, undefined, true],
    ["10.0.0.0/33", "10.0.0.1", undefined, true],
    ["fd00::/8", "[fd00:ec2::254]", undefined, false],
    ["fd00::/8", "[fe00::1]", undefined, true],
    ["[fd00:ec2::254]", "[fd00:ec2::254]", undefined, true],
    ["fd00:ec2::254", "[fd00:ec2::254]", undefined, false],
    ["[fd00:ec2::254]:443", "[fd00:ec2::254]", undefined, false],
    ["[fd00:ec2::254]:80", "[fd00:ec2::254]", undefined, true],
    [":443", host, undefined, true],
    [",,", host, undefined, true],
  ] as const) {
    const route = expected ? "the proxy" : "no proxy";
    it(`returns ${route} for ${hostname}${port === undefined ? "" : `:${port}`} if NO_PROXY is "${except}"`, () => {
      expect(through(except, { protocol: "https:", hostname, port })).to.equal(expected);
    });
  }
});
