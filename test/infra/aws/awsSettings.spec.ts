import { expect } from "chai";
import { awsClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import type { AwsClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import { ruleOfSetting, settingsNotFollowed } from "../../../infra/aws/awsSettings.ts";
import { withAwsEnvironment } from "../support/awsEnvironment.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";

/** Everything but credentials and the way to AWS, which are tried with servers. */
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

  it("leaves everything that is not set to the environment, but for the number of tries", () => {
    expect(configOf({})).to.deep.equal({ maxAttempts: 10 });
    expect(configOf({ region: "", profile: "", maxRetries: "", retryMode: "" })).to.deep.equal({ maxAttempts: 10 });
  });

  it("follows region, profile and retry mode", () => {
    expect(configOf({ region: "eu-west-1", profile: "work", retryMode: "adaptive" })).to.deep.equal({
      region: "eu-west-1",
      profile: "work",
      retryMode: "adaptive",
      maxAttempts: 10,
    });
  });

  it("follows the profile of the environment unless the config has one", () => {
    environment.set({ AWS_PROFILE: "work" });
    expect(configOf({})).to.deep.equal({ profile: "work", maxAttempts: 10 });
    expect(configOf({ profile: "other" })).to.deep.equal({ profile: "other", maxAttempts: 10 });
  });

  it("follows keys that are written out, with and without a token", () => {
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

  it("asks the Security Token Service where stsRegion and its endpoint say", () => {
    const settings = {
      region: "eu-west-1",
      stsRegion: "us-east-1",
      endpoints: '[{"sts":"http://sts","ssm":"http://ssm"}]',
    };
    expect(configOf(settings, "sts")).to.deep.equal({ region: "us-east-1", endpoint: "http://sts", maxAttempts: 10 });
    expect(configOf(settings)).to.deep.equal({ region: "eu-west-1", endpoint: "http://ssm", maxAttempts: 10 });
  });

  it("does not quote a setting that is not valid JSON, since it may hold a token", () => {
    expect(() => configOf({ assumeRoleWithWebIdentity: `${CANARY}{` }))
      .to.throw("aws:assumeRoleWithWebIdentity is not valid JSON")
      .and.satisfy((error: unknown) => {
        expectNoCanary(error);
        return true;
      });
  });

  it("follows the endpoint for Parameter Store, wherever it stands in the list, and no other", () => {
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
    it(`tries ${maxAttempts} times with maxRetries ${maxRetries}`, () => {
      expect(configOf({ maxRetries })).to.deep.equal({ maxAttempts });
    });
  }

  it("follows FIPS and dual-stack endpoints where they are asked for", () => {
    expect(configOf({ useFipsEndpoint: "true", useDualstackEndpoint: "true" })).to.deep.equal({
      useFipsEndpoint: true,
      useDualstackEndpoint: true,
      maxAttempts: 10,
    });
    expect(configOf({ useFipsEndpoint: "false", useDualstackEndpoint: "false" })).to.deep.equal({ maxAttempts: 10 });
  });
});

describe("settingsNotFollowed", () => {
  const notFollowed = (settings: Readonly<Record<string, string>>) =>
    settingsNotFollowed((setting) => settings[setting], Object.keys(settings));

  it("accepts every setting that is followed or has no effect", () => {
    const names = [
      "region profile accessKey secretKey token maxRetries retryMode useFipsEndpoint useDualstackEndpoint stsRegion",
      "httpProxy httpsProxy noProxy customCaBundle insecure skipMetadataApiCheck",
      "allowedAccountIds forbiddenAccountIds skipCredentialsValidation skipRegionValidation skipRequestingAccountId",
      "s3UsEast1RegionalEndpoint s3UsePathStyle userAgents defaultTags",
    ].join(" ");
    const roles = [
      { roleArn: "arn", sessionName: "s", externalId: "e", policy: "{}", policyArns: ["p"], duration: "1h" },
    ];
    const more = [{ roleArn: "arn", sourceIdentity: "i", tags: { a: "1" }, transitiveTagKeys: ["a"] }];
    expect(
      notFollowed({
        ...Object.fromEntries(names.split(" ").map((name) => [name, "x"])),
        endpoints: "[]",
        ignoreTags: "{}",
        assumeRoleWithWebIdentity: "{}",
        sharedConfigFiles: '["one"]',
        sharedCredentialsFiles: '["one"]',
        assumeRoles: JSON.stringify([...roles, ...more]),
      }),
    ).to.deep.equal([]);
  });

  it("names every other setting", () => {
    const others = {
      ec2MetadataServiceEndpoint: "http://127.0.0.1",
      ec2MetadataServiceEndpointMode: "IPv6",
      tokenBucketRateLimiterCapacity: "10",
      tagPolicyCompliance: "error",
    };
    expect(notFollowed({ region: "eu-west-1", ...others })).to.deep.equal(Object.keys(others));
  });

  it("names shared files when there are several, of which the SDK reads one", () => {
    const several = { sharedConfigFiles: '["one","two"]', sharedCredentialsFiles: '["one","two"]' };
    expect(notFollowed(several)).to.deep.equal(Object.keys(several));
  });

  it("names the fields of assumed roles that are not followed", () => {
    const assumeRoles = JSON.stringify([
      { roleArn: "a", webIdentityToken: "t" },
      { roleArn: "b", region: "x" },
    ]);
    expect(notFollowed({ assumeRoles })).to.deep.equal(["assumeRoles.webIdentityToken", "assumeRoles.region"]);
  });
});

describe("ruleOfSetting", () => {
  const none = () => undefined;

  it("names what does the same, if there is something", () => {
    expect(ruleOfSetting(none, "tokenBucketRateLimiterCapacity")).to.equal("is not supported when writing secrets");
    expect(ruleOfSetting(none, "ec2MetadataServiceEndpoint")).to.equal(
      "is not supported when writing secrets; " +
        "set the environment variable AWS_EC2_METADATA_SERVICE_ENDPOINT instead",
    );
  });
});
