import { expect } from "chai";
import { policySettings } from "../../../tools/access/policySettings.ts";
import { CliError } from "../../../tools/lib/cliError.ts";

const SCHEMA = {
  appName: { default: "app" },
  environment: { default: "" },
  refreshOnChange: { default: false },
};
const REQUIRED = { "aws:region": "eu-west-1", "shared-secrets:adminUser": "parameter-admin" };
const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";
const SECURE = { secure: "v1:bm9uY2U=:Y2lwaGVydGV4dA==" };

const read = (config: Readonly<Record<string, unknown>>) => policySettings("dev", { ...REQUIRED, ...config }, SCHEMA);

describe("policySettings", () => {
  it("returns the defaults of Pulumi.yaml, and the stack's name as the environment", () => {
    expect(read({})).to.deep.equal({
      region: "eu-west-1",
      application: { environment: "dev", appName: "app" },
      deployed: {
        adminUser: "parameter-admin",
        keyAdministrators: [],
        refreshOnChange: false,
        permissionsBoundary: undefined,
      },
    });
  });

  it("returns the settings of the stack file, also those that an editor wrote as a boolean or a list", () => {
    for (const [refreshOnChange, keyAdministrators] of [
      ["true", '["one"]'],
      [true, ["one"]],
    ]) {
      const config = { refreshOnChange, keyAdministrators, environment: "test", permissionsBoundary: BOUNDARY };
      const prefixed = Object.entries(config).map(([key, value]) => [`shared-secrets:${key}`, value]);
      const { application, deployed } = read(Object.fromEntries(prefixed) as Record<string, unknown>);
      expect(application).to.deep.equal({ environment: "test", appName: "app" });
      expect(deployed).to.deep.include({
        keyAdministrators: ["one"],
        refreshOnChange: true,
        permissionsBoundary: BOUNDARY,
      });
    }
  });

  it("returns no boundary if its text is empty", () => {
    expect(read({ "shared-secrets:permissionsBoundary": "" }).deployed.permissionsBoundary).to.equal(undefined);
  });

  for (const key of ["aws:region", "shared-secrets:adminUser"]) {
    it(`fails if ${key} is missing`, () => {
      expect(() => read({ [key]: undefined })).to.throw(CliError, "must set aws:region and shared-secrets:adminUser");
    });
  }

  for (const key of ["adminUser", "keyAdministrators", "permissionsBoundary"]) {
    it(`fails if ${key} is encrypted`, () => {
      expect(() => read({ [`shared-secrets:${key}`]: SECURE })).to.throw(CliError, key);
    });
  }
});
