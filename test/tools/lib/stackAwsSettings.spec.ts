import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { encryptedSettingsNote, stackAwsSettings } from "../../../tools/lib/stackAwsSettings.ts";

describe("the aws: settings of a stack file", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "stack-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("arrive as the engine hands them to the program: objects, lists and booleans as JSON text", () => {
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
    const { get, encrypted } = stackAwsSettings("dev", folder);
    expect(["region", "insecure", "assumeRoles", "profile", "adminUser"].map(get)).to.deep.equal([
      "eu-west-1",
      "true",
      '[{"roleArn":"arn:aws:iam::123456789012:role/deployer"}]',
      undefined,
      undefined,
    ]);
    expect(encryptedSettingsNote(encrypted)).to.deep.equal([]);
  });

  it("are left out and named if they hold an encrypted value, at any depth", () => {
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
    const { get, encrypted } = stackAwsSettings("dev", folder);
    expect(["accessKey", "secretKey", "assumeRoles"].map(get)).to.deep.equal(["AKIDEXAMPLE", undefined, undefined]);
    expect(encryptedSettingsNote(encrypted)).to.deep.equal([
      "aws:secretKey, aws:assumeRoles cannot be read here, because only Pulumi decrypts it: the environment is used instead.",
    ]);
  });

  it("are none without a stack file, and without a config in it", () => {
    expect(stackAwsSettings("dev", folder).get("region")).to.equal(undefined);
    writeFileSync(path.join(folder, "Pulumi.dev.yaml"), "encryptionsalt: v1:x\n");
    expect(stackAwsSettings("dev", folder).get("region")).to.equal(undefined);
  });
});
