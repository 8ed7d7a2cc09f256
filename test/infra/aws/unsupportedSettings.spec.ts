import { expect } from "chai";
import { ruleOfSetting, unsupportedSettings } from "../../../infra/aws/unsupportedSettings.ts";

describe("unsupportedSettings", () => {
  const unsupported = (settings: Readonly<Record<string, string>>) =>
    unsupportedSettings((setting) => settings[setting], Object.keys(settings));

  it("accepts every supported or ignored setting", () => {
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
      unsupported({
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

  it("returns every other setting", () => {
    const others = {
      ec2MetadataServiceEndpoint: "http://127.0.0.1",
      ec2MetadataServiceEndpointMode: "IPv6",
      tokenBucketRateLimiterCapacity: "10",
      tagPolicyCompliance: "error",
    };
    expect(unsupported({ region: "eu-west-1", ...others })).to.deep.equal(Object.keys(others));
  });

  it("returns shared files if there are several, because the SDK reads only one", () => {
    const several = { sharedConfigFiles: '["one","two"]', sharedCredentialsFiles: '["one","two"]' };
    expect(unsupported(several)).to.deep.equal(Object.keys(several));
  });

  it("returns the unsupported fields of assumed roles", () => {
    const assumeRoles = JSON.stringify([
      { roleArn: "a", webIdentityToken: "t" },
      { roleArn: "b", region: "x" },
    ]);
    expect(unsupported({ assumeRoles })).to.deep.equal(["assumeRoles.webIdentityToken", "assumeRoles.region"]);
  });
});

describe("ruleOfSetting", () => {
  const none = () => undefined;

  it("includes the alternative if there is one", () => {
    expect(ruleOfSetting(none, "tokenBucketRateLimiterCapacity")).to.equal(
      "is not supported by the client that writes secrets",
    );
    expect(ruleOfSetting(none, "ec2MetadataServiceEndpoint")).to.equal(
      "is not supported by the client that writes secrets. " +
        "Set the environment variable AWS_EC2_METADATA_SERVICE_ENDPOINT instead",
    );
  });
});
