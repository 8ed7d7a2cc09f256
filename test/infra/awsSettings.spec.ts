import { expect } from "chai";
import { settingsNotFollowed, ssmClientConfig } from "../../infra/awsSettings.ts";

const configOf = (settings: Readonly<Record<string, string>>) => ssmClientConfig((setting) => settings[setting]);

describe("ssmClientConfig", () => {
  it("leaves everything that is not set to the environment, but for the number of tries", () => {
    expect(configOf({})).to.deep.equal({ maxAttempts: 10 });
  });

  it("follows region and profile", () => {
    expect(configOf({ region: "eu-west-1", profile: "work" })).to.deep.equal({
      region: "eu-west-1",
      profile: "work",
      maxAttempts: 10,
    });
  });

  it("follows keys that are written out, with and without a token", () => {
    const accessKeyId = "AKIDEXAMPLE";
    const secretAccessKey = "key";
    expect(configOf({ accessKey: accessKeyId, secretKey: secretAccessKey }).credentials).to.deep.equal({
      accessKeyId,
      secretAccessKey,
    });
    expect(configOf({ accessKey: accessKeyId, secretKey: secretAccessKey, token: "t" }).credentials).to.deep.equal({
      accessKeyId,
      secretAccessKey,
      sessionToken: "t",
    });
  });

  it("takes half a key for none", () => {
    expect(configOf({ accessKey: "AKIDEXAMPLE" })).not.to.have.property("credentials");
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
      "region profile accessKey secretKey token maxRetries useFipsEndpoint useDualstackEndpoint defaultTags",
      "allowedAccountIds forbiddenAccountIds skipCredentialsValidation skipMetadataApiCheck skipRegionValidation",
      "skipRequestingAccountId s3UsEast1RegionalEndpoint s3UsePathStyle",
    ].join(" ");
    const roles = [{ roleArn: "arn", sessionName: "s", externalId: "e", policy: "{}", policyArns: ["p"] }];
    const more = [{ roleArn: "arn", sourceIdentity: "i", tags: { a: "1" }, transitiveTagKeys: ["a"] }];
    expect(
      notFollowed({
        ...Object.fromEntries(names.split(" ").map((name) => [name, "x"])),
        endpoints: "[]",
        assumeRoles: JSON.stringify([...roles, ...more]),
      }),
    ).to.deep.equal([]);
  });

  it("names every other setting", () => {
    const settings = {
      region: "eu-west-1",
      httpProxy: "http://proxy",
      assumeRoleWithWebIdentity: "{}",
      sharedConfigFiles: "[]",
      customCaBundle: "file",
      retryMode: "adaptive",
      ignoreTags: "{}",
    };
    const { region, ...others } = settings;
    expect(region).to.equal("eu-west-1");
    expect(notFollowed(settings)).to.deep.equal(Object.keys(others));
  });

  it("names the fields of assumed roles that are not followed", () => {
    const assumeRoles = JSON.stringify([
      { roleArn: "a", duration: "1h" },
      { roleArn: "b", region: "x" },
    ]);
    expect(notFollowed({ assumeRoles })).to.deep.equal(["assumeRoles.duration", "assumeRoles.region"]);
  });
});
