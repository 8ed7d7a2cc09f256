import { expect } from "chai";
import { awsClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import type { AwsClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import { withAwsEnvironment } from "../support/awsEnvironment.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";

/** Returns the config without credentials and request handler, which other specs test with servers. */
function configOf(
  settings: Readonly<Record<string, string>>,
  service: "ssm" | "sts" = "ssm",
): Partial<AwsClientConfig> {
  const { credentials, requestHandler, ...rest } = awsClientConfig((setting) => settings[setting], service);
  expect(credentials).not.to.equal(undefined);
  expect(requestHandler).not.to.equal(undefined);
  return rest;
}

describe("awsClientConfig", () => {
  const environment = withAwsEnvironment();

  it("sets only the number of attempts without settings", () => {
    expect(configOf({})).to.deep.equal({ maxAttempts: 10 });
    expect(configOf({ region: "", profile: "", maxRetries: "", retryMode: "" })).to.deep.equal({ maxAttempts: 10 });
  });

  it("uses the region, the profile and the retry mode of the settings", () => {
    expect(configOf({ region: "eu-west-1", profile: "work", retryMode: "adaptive" })).to.deep.equal({
      region: "eu-west-1",
      profile: "work",
      retryMode: "adaptive",
      maxAttempts: 10,
    });
  });

  it("uses the profile of the environment unless the settings have one", () => {
    environment.set({ AWS_PROFILE: "work" });
    expect(configOf({})).to.deep.equal({ profile: "work", maxAttempts: 10 });
    expect(configOf({ profile: "other" })).to.deep.equal({ profile: "other", maxAttempts: 10 });
  });

  it("uses the access keys of the settings, with and without a token", () => {
    const accessKeyId = "AKIDEXAMPLE";
    const secretAccessKey = "key";
    const credentialsOf = (settings: Readonly<Record<string, string>>) =>
      awsClientConfig((setting) => settings[setting], "ssm").credentials;
    expect(credentialsOf({ accessKey: accessKeyId, secretKey: secretAccessKey })).to.deep.equal({
      accessKeyId,
      secretAccessKey,
    });
    expect(credentialsOf({ accessKey: accessKeyId, secretKey: secretAccessKey, token: "t" })).to.deep.equal({
      accessKeyId,
      secretAccessKey,
      sessionToken: "t",
    });
    expect(credentialsOf({ accessKey: accessKeyId })).to.be.a("function");
  });

  it("uses stsRegion and the STS endpoint for STS", () => {
    const settings = {
      region: "eu-west-1",
      stsRegion: "us-east-1",
      endpoints: '[{"sts":"http://sts","ssm":"http://ssm"}]',
    };
    expect(configOf(settings, "sts")).to.deep.equal({ region: "us-east-1", endpoint: "http://sts", maxAttempts: 10 });
    expect(configOf(settings)).to.deep.equal({ region: "eu-west-1", endpoint: "http://ssm", maxAttempts: 10 });
  });

  it("does not quote a setting that is not valid JSON, because it may contain a token", () => {
    expect(() => configOf({ assumeRoleWithWebIdentity: `${CANARY}{` }))
      .to.throw("aws:assumeRoleWithWebIdentity must be valid JSON")
      .and.satisfy((error: unknown) => {
        expectNoCanary(error);
        return true;
      });
  });

  it("uses only the endpoint of Parameter Store, at any position in the list", () => {
    const endpoints = JSON.stringify([{ kms: "http://kms" }, { ssm: "http://ssm", s3: "http://s3" }]);
    expect(configOf({ endpoints })).to.deep.equal({ endpoint: "http://ssm", maxAttempts: 10 });
    expect(configOf({ endpoints: '[{"kms":"http://kms"}]' })).to.deep.equal({ maxAttempts: 10 });
    expect(configOf({ endpoints: "[]" })).to.deep.equal({ maxAttempts: 10 });
  });

  for (const [maxRetries, maxAttempts] of [
    ["0", 1],
    ["1", 2],
    ["25", 26],
  ] as const) {
    it(`makes ${maxAttempts} attempts with maxRetries ${maxRetries}`, () => {
      expect(configOf({ maxRetries })).to.deep.equal({ maxAttempts });
    });
  }

  it("uses FIPS and dual-stack endpoints if the settings enable them", () => {
    expect(configOf({ useFipsEndpoint: "true", useDualstackEndpoint: "true" })).to.deep.equal({
      useFipsEndpoint: true,
      useDualstackEndpoint: true,
      maxAttempts: 10,
    });
    expect(configOf({ useFipsEndpoint: "false", useDualstackEndpoint: "false" })).to.deep.equal({ maxAttempts: 10 });
  });
});
