import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { encryptedSettingsNote, readStackAwsSettings } from "../../../tools/lib/stackAwsSettings.ts";

describe("readStackAwsSettings", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "stack-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("returns objects, lists and booleans as JSON, as the engine passes them to the program", () => {
    writeFileSync(
      path.join(folder, "Pulumi.dev.yaml"),
      [
        "config:",
        "  aws:region: eu-west-1",
        "  aws:insecure: true",
        "  aws:assumeRoles:",
        "    - roleArn: arn:aws:iam::123456789012:role/deployer",
        "  shared-secrets:adminUser: parameter-admin",
      ].join("\n"),
    );
    const { get, encrypted } = readStackAwsSettings("dev", folder);
    expect(["region", "insecure", "assumeRoles", "profile", "adminUser"].map(get)).to.deep.equal([
      "eu-west-1",
      "true",
      '[{"roleArn":"arn:aws:iam::123456789012:role/deployer"}]',
      undefined,
      undefined,
    ]);
    expect(encryptedSettingsNote(encrypted)).to.deep.equal([]);
  });

  it("omits settings with an encrypted value at any depth, and returns their names", () => {
    writeFileSync(
      path.join(folder, "Pulumi.dev.yaml"),
      [
        "config:",
        "  aws:accessKey: AKIDEXAMPLE",
        "  aws:secretKey:",
        "    secure: v1:bm9uY2U=:Y2lwaGVydGV4dA==",
        "  aws:assumeRoles:",
        "    - roleArn: arn:aws:iam::123456789012:role/deployer",
        "      externalId:",
        "        secure: v1:bm9uY2U=:Y2lwaGVydGV4dA==",
      ].join("\n"),
    );
    const { get, encrypted } = readStackAwsSettings("dev", folder);
    expect(["accessKey", "secretKey", "assumeRoles"].map(get)).to.deep.equal(["AKIDEXAMPLE", undefined, undefined]);
    expect(encryptedSettingsNote(encrypted)).to.deep.equal([
      "Cannot read encrypted settings, which only Pulumi can decrypt: aws:secretKey, aws:assumeRoles. " +
        "Uses the environment instead.",
    ]);
  });

  it("returns no settings if the stack file or its config is missing", () => {
    expect(readStackAwsSettings("dev", folder).get("region")).to.equal(undefined);
    writeFileSync(path.join(folder, "Pulumi.dev.yaml"), "encryptionsalt: v1:x\n");
    expect(readStackAwsSettings("dev", folder).get("region")).to.equal(undefined);
  });
});
