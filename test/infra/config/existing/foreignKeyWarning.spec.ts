import { expect } from "chai";
import { deployedStack } from "../../../../infra/config/existing/deployedParameters.ts";
import { foreignKeyWarning } from "../../../../infra/config/existing/foreignKeyWarning.ts";

const KEY = "0a1b2c3d-0000-4000-8000-000000000000";
const ARN = `arn:aws:kms:eu-west-1:123456789012:key/${KEY}`;
const NAME = "/dev/app/stray";

const wanted = { application: { environment: "dev", appName: "app" }, secrets: {}, adopt: [] as string[] };
const keyResource = {
  "urn:pulumi:dev::p::aws:kms/key:Key::secrets-key": { type: "aws:kms/key:Key", outputs: { arn: ARN } },
};
const secretResource = {
  "urn:pulumi:dev::p::SecureParameter::config-stray": {
    type: "pulumi-nodejs:dynamic/ssm:SecureParameter",
    outputs: { name: NAME },
  },
};
const stray = (keyId: string | undefined, type = "SecureString") => [{ name: NAME, type, keyId }];

describe("the warning of a SecureString under another key", () => {
  const own = ["the key's ARN", ARN, "its id", KEY, "its alias", "alias/app-dev"];
  own.push("its alias's ARN", "arn:aws:kms:eu-west-1:123456789012:alias/app-dev");
  for (let index = 0; index < own.length; index += 2) {
    it(`is not given for the stack's key, named by ${own[index] ?? ""}`, () => {
      expect(foreignKeyWarning(wanted, deployedStack(keyResource), stray(own[index + 1]))).to.equal(undefined);
    });
  }

  for (const keyId of ["alias/aws/ssm", `${ARN}9`, "alias/app-prod", undefined]) {
    it(`names the parameter, its key (${keyId ?? "none given"}) and what to do`, () => {
      expect(foreignKeyWarning(wanted, deployedStack(keyResource), stray(keyId)))
        .to.include(`${NAME} is encrypted with ${keyId ?? "alias/aws/ssm"}. `)
        .and.include("`pulumi config set --path 'adopt[0]' stray`")
        .and.include("--key-id alias/app-dev --name /dev/app/stray")
        .and.include("or delete it if nobody needs it");
    });
  }

  it("is given as long as the stack has no key", () => {
    expect(foreignKeyWarning(wanted, deployedStack({}), stray(ARN))).to.include(`${NAME} is encrypted with ${ARN}`);
  });

  it("asks for a refresh when the parameter is the stack's own", () => {
    const deployed = deployedStack({ ...keyResource, ...secretResource });
    expect(foreignKeyWarning({ ...wanted, secrets: { stray: {} } }, deployed, stray("alias/aws/ssm")))
      .to.include("`pulumi up --refresh`")
      .and.not.include("adopt");
  });

  it("is not given for one that this `up` deletes, writes under the key, or that is no secret", () => {
    const deployed = deployedStack({ ...keyResource, ...secretResource });
    expect(foreignKeyWarning(wanted, deployed, stray("alias/aws/ssm"))).to.equal(undefined);
    const adopting = { ...wanted, secrets: { stray: {} }, adopt: ["stray"] };
    expect(foreignKeyWarning(adopting, deployedStack(keyResource), stray("alias/aws/ssm"))).to.equal(undefined);
    expect(foreignKeyWarning(wanted, deployedStack(keyResource), stray(undefined, "String"))).to.equal(undefined);
  });
});
