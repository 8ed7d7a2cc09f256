import { expect } from "chai";
import { parseDeployedStack } from "../../../../infra/config/existing/deployedStack.ts";
import { otherKeyWarning } from "../../../../infra/config/existing/otherKeyWarning.ts";

const KEY = "0a1b2c3d-0000-4000-8000-000000000000";
const ARN = `arn:aws:kms:eu-west-1:123456789012:key/${KEY}`;
const NAME = "/dev/app/stray";

const expected = {
  application: { environment: "dev", appName: "app" },
  secrets: {},
  unmanaged: [] as string[],
  adopt: [] as string[],
};
const keyResource = {
  "urn:pulumi:dev::p::aws:kms/key:Key::secrets-key": { type: "aws:kms/key:Key", outputs: { arn: ARN } },
};
const secretWith = (outputs: object) => ({
  "urn:pulumi:dev::p::SecureParameter::config-stray": {
    type: "pulumi-nodejs:dynamic/ssm:SecureParameter",
    outputs: { name: NAME, ...outputs },
  },
});
const secretResource = secretWith({});
const stray = (keyId: string | undefined, type = "SecureString") => [{ name: NAME, type, keyId }];

describe("otherKeyWarning", () => {
  const own = ["the key's ARN", ARN, "its ID", KEY, "its alias", "alias/app-dev"];
  own.push("its alias's ARN", "arn:aws:kms:eu-west-1:123456789012:alias/app-dev");
  for (let index = 0; index < own.length; index += 2) {
    it(`returns nothing for the stack's key, given as ${own[index] ?? ""}`, () => {
      expect(otherKeyWarning(expected, parseDeployedStack(keyResource), stray(own[index + 1]))).to.equal(undefined);
    });
  }

  for (const keyId of ["alias/aws/ssm", `${ARN}9`, "alias/app-prod", undefined]) {
    it(`returns the parameter, its key (${keyId ?? "the default key"}) and the fix`, () => {
      expect(otherKeyWarning(expected, parseDeployedStack(keyResource), stray(keyId)))
        .to.include(`${NAME} is encrypted with ${keyId ?? "alias/aws/ssm"}. `)
        .and.include("`pulumi config set --path 'adopt[0]' stray`")
        .and.include("--key-id alias/app-dev --name /dev/app/stray")
        .and.include("Or delete it if nothing uses it.");
    });
  }

  it("warns about any key if the stack has none yet", () => {
    expect(otherKeyWarning(expected, parseDeployedStack({}), stray(ARN))).to.include(
      `${NAME} is encrypted with ${ARN}`,
    );
  });

  it("suggests a refresh for a parameter of the stack", () => {
    const deployed = parseDeployedStack({ ...keyResource, ...secretResource });
    expect(otherKeyWarning({ ...expected, secrets: { stray: {} } }, deployed, stray("alias/aws/ssm")))
      .to.include("`pulumi up --refresh`")
      .and.not.include("adopt");
  });

  it("returns nothing for a parameter that this `up` deletes or re-encrypts, or that is not a secret", () => {
    const deployed = parseDeployedStack({ ...keyResource, ...secretResource });
    expect(otherKeyWarning(expected, deployed, stray("alias/aws/ssm"))).to.equal(undefined);
    const adopting = { ...expected, secrets: { stray: {} }, adopt: ["stray"] };
    expect(otherKeyWarning(adopting, parseDeployedStack(keyResource), stray("alias/aws/ssm"))).to.equal(undefined);
    expect(otherKeyWarning(expected, parseDeployedStack(keyResource), stray(undefined, "String"))).to.equal(undefined);
  });

  describe("for a secret that is written elsewhere", () => {
    const elsewhere = { ...expected, unmanaged: ["stray"] };
    const deployed = parseDeployedStack({ ...keyResource, ...secretWith({ managed: false }) });

    it("suggests only to encrypt it, whether it is in the state or not", () => {
      for (const state of [
        deployed,
        parseDeployedStack(keyResource),
        parseDeployedStack({ ...keyResource, ...secretResource }),
      ]) {
        expect(otherKeyWarning(elsewhere, state, stray("alias/aws/ssm")))
          .to.include("To fix this, encrypt it with the stack's key: `aws ssm put-parameter --overwrite")
          .and.not.include("adopt");
        expect(otherKeyWarning(elsewhere, state, stray(ARN))).to.equal(undefined);
      }
    });

    it("warns if it is not declared anymore, because it stays", () => {
      expect(otherKeyWarning(expected, deployed, stray("alias/aws/ssm"))).to.include("adopt");
    });

    it("returns nothing if this `up` writes it", () => {
      expect(otherKeyWarning({ ...expected, secrets: { stray: {} } }, deployed, stray("alias/aws/ssm"))).to.equal(
        undefined,
      );
    });
  });
});
