import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { runCommand } from "../../tools/lib/command.ts";
import { createClients, listResources, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { configure, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const BY_HAND = "by-hand-5d2e";

describeEndToEnd("a protected stack with a secret put by hand under its key's alias", (run) => {
  let stack: TestStack;
  let earlier: string[];
  let keyId: string | undefined;
  const nameByHand = () => `${stack.path}/byHand`;

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
    const Value = JSON.stringify({ token: BY_HAND });
    await ssm.send(new PutParameterCommand({ Name: nameByHand(), Value, Type: "SecureString", KeyId: stack.keyAlias }));
  });

  it("is not destroyed: `pulumi destroy` is refused, and everything stays", async () => {
    const deployed = await listResources(run());
    // The command, because it previews first: the Automation API does not, and would delete what it can before it fails.
    const { code, output } = await runCommand("pulumi", ["destroy", "--yes", "--stack", stack.stack.name], {
      cwd: run().project,
    });
    expect(code).to.be.greaterThan(0);
    expect(output).to.match(/::config-appSecrets" cannot be deleted\s+because it is protected/);
    expect(await listResources(run())).to.deep.equal(deployed);
  });

  it("serves the secret put by hand, masked, from the next config change on", async () => {
    expect((await invokeStack(run(), stack)).sections).to.have.all.keys("appConfig", "appSecrets");
    await configure(stack, { plain: { protect: "false", "parameters.appConfig.logLevel": "warn" } });
    await stack.stack.up();
    const { sections, text } = await invokeStack(run(), stack);
    expect(sections["byHand"]).to.deep.equal({ token: "********" });
    expect(text).not.to.include(BY_HAND);
  });

  it("is destroyed once protection is off, without the secret put by hand", async () => {
    await stack.stack.destroy();
    const { byHand, ...others } = await readParameters(run(), stack);
    expect(byHand?.value).to.deep.equal({ token: BY_HAND });
    expect(others).to.deep.equal({});
  });

  it("leaves nothing else behind, but the key that waits for its deletion", async () => {
    await createClients(run()).ssm.send(new DeleteParameterCommand({ Name: nameByHand() }));
    const left = (await listResources(run())).filter((thing) => !earlier.includes(thing));
    expect(left).to.deep.equal([`key ${keyId ?? ""} PendingDeletion`]);
  });
});
