import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { readStackConfig } from "../../../../infra/config/stackConfig.ts";
import { SecureParameter } from "../../../../infra/secureParameter/secureParameter.ts";
import { runMocked } from "../../../../tools/fakes/program.ts";
import { only } from "../../../../tools/fakes/registrations.ts";
import { ROOT } from "../../../../tools/lib/paths.ts";
import { isSecret } from "../../support/secretValue.ts";

describe("a secret", () => {
  it("is a Pulumi secret as soon as the config is read", async () => {
    const { outputs } = await runMocked({ secrets: { appSecrets: { secretKey: "sample" } } }, async () => {
      const { secrets } = await readStackConfig({ root: ROOT, functions: {}, sections: {} });
      const { appSecrets } = secrets;
      return { secret: await pulumi.isSecret(pulumi.output(appSecrets)), text: appSecrets };
    });
    expect(outputs).to.deep.equal({ secret: true, text: '{"secretKey":"sample"}' });
  });

  it("is a Pulumi secret in SecureParameter even if the argument is not", async () => {
    const { resources } = await runMocked({}, () => {
      const parameter = new SecureParameter("one", { name: "/dev/app/one", value: "sample", keyId: "key" });
      return Promise.resolve({ name: parameter.name });
    });
    const { inputs, secretOutputs } = only(resources, "pulumi-nodejs:dynamic/ssm:SecureParameter");
    expect(isSecret(inputs["value"])).to.be.true;
    expect(secretOutputs).to.deep.equal(["value"]);
  });
});
