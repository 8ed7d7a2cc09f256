import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { runCommand } from "../../tools/lib/command.ts";
import { createClients, listResources, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { configure, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const MANUAL = "manual-5d2e";

describeEndToEnd("a protected stack with a manually added secret", (run) => {
  let stack: TestStack;
  let earlier: string[];
  let keyId: string | undefined;
  const manualName = () => `${stack.path}/manual`;

  before(async () => {
    earlier = await listResources(run());
    stack = await createStack(run(), "leaving", {
      sample: "prod",
      secrets: { "secrets.appSecrets.secretKey": "configured" },
    });
    await stack.stack.up();
    const { kms, ssm } = createClients(run());
    keyId = (await kms.send(new DescribeKeyCommand({ KeyId: stack.keyAlias }))).KeyMetadata?.KeyId;
    await invokeStack(run(), stack);
    const Value = JSON.stringify({ token: MANUAL });
    await ssm.send(new PutParameterCommand({ Name: manualName(), Value, Type: "SecureString", KeyId: stack.keyAlias }));
  });

  it("cannot be destroyed: `pulumi destroy` fails and deletes nothing", async () => {
    const deployed = await listResources(run());
    // The command previews first. The Automation API does not, so it would delete unprotected resources before it
    // fails.
    const { code, output } = await runCommand("pulumi", ["destroy", "--yes", "--stack", stack.stack.name], {
      cwd: run().project,
    });
    expect(code).to.be.greaterThan(0);
    expect(output).to.match(/::config-appSecrets" cannot be deleted\s+because it is protected/);
    expect(await listResources(run())).to.deep.equal(deployed);
  });

  it("returns the manually added secret, masked, after the next config change", async () => {
    expect((await invokeStack(run(), stack)).sections).to.have.all.keys("appConfig", "appSecrets");
    await configure(stack, { plain: { protect: "false", "parameters.appConfig.logLevel": "warn" } });
    await stack.stack.up();
    const { sections, text } = await invokeStack(run(), stack);
    expect(sections["manual"]).to.deep.equal({ token: "********" });
    expect(text).not.to.include(MANUAL);
  });

  it("is destroyed after `protect` is set to false, except the manually added secret", async () => {
    await stack.stack.destroy();
    const { manual, ...others } = await readParameters(run(), stack);
    expect(manual?.value).to.deep.equal({ token: MANUAL });
    expect(others).to.deep.equal({});
  });

  it("leaves only the key, which is pending deletion", async () => {
    await createClients(run()).ssm.send(new DeleteParameterCommand({ Name: manualName() }));
    const left = (await listResources(run())).filter((thing) => !earlier.includes(thing));
    expect(left).to.deep.equal([`key ${keyId ?? ""} PendingDeletion`]);
  });
});
