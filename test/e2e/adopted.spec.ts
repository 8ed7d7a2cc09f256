import { DeleteParameterCommand, ListTagsForResourceCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { createClients, listResources, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps, expectFailure } from "./support/engineEvents.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { SsmProxy } from "./support/ssmProxy.ts";
import { configure, createStack, removeConfig } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

describeEndToEnd("parameters that exist already", (run) => {
  let stack: TestStack;
  let proxy: SsmProxy;

  before(async () => {
    proxy = new SsmProxy(run());
    await proxy.start();
    stack = await createStack(run(), "adopting", {
      plain: { revealSecrets: "true", "parameters.web.key": "configured", "parameters.typed.key": "configured" },
      secrets: { "secrets.mail.key": "configured secret", "secrets.fresh.key": "new" },
    });
    if (run().provider === "local") {
      await stack.stack.setConfig("aws:defaultTags", { value: JSON.stringify({ tags: { team: "blue" } }) });
    }
    await put("web", "String", "by hand");
    await put("mail", "SecureString", "by hand, secretly");
    await put("typed", "SecureString", "by hand, as another type");
  });

  after(() => proxy.stop());

  const put = (section: string, Type: "String" | "SecureString", key: string) =>
    createClients(run()).ssm.send(
      new PutParameterCommand({
        Name: `${stack.path}/${section}`,
        Type,
        Value: JSON.stringify({ key }),
        // Those of a plain parameter stay until the first `up --refresh`: aws.ssm.Parameter only adds its own.
        ...(Type === "SecureString" ? { Tags: [{ Key: "owner", Value: "me" }] } : {}),
      }),
    );

  it("fail preview and `up` before anything is created, with both ways out", async () => {
    const before = await listResources(run());
    for (const attempt of [() => stack.stack.preview(), () => stack.stack.up()]) {
      const message = await expectFailure(attempt());
      expect(message)
        .to.include(`parameters.web exists already in Parameter Store as ${stack.path}/web`)
        .and.include("`pulumi config set --path 'adopt[0]' web` or `pulumi config rm --path 'parameters.web'`")
        .and.include("`pulumi config set --path 'adopt[1]' mail` or `pulumi config rm --path 'secrets.mail'`")
        .and.match(/parameters\.typed must be a String .* exists already as a SecureString/)
        .and.not.include("configured secret");
    }
    expect(await listResources(run())).to.deep.equal(before);
  });

  it("are never made another type, even if they are to be adopted", async () => {
    await configure(stack, { plain: { "adopt[0]": "web", "adopt[1]": "mail", "adopt[2]": "typed" } });
    const before = await readParameters(run(), stack);
    for (const attempt of [() => stack.stack.preview(), () => stack.stack.up()]) {
      const message = await expectFailure(attempt());
      expect(message).to.include("(1 problem)").and.include("exists already as a SecureString");
    }
    expect(await readParameters(run(), stack)).to.deep.equal(before);
  });

  it("are overwritten and tagged if they are adopted, and those are created that do not exist", async () => {
    await removeConfig(stack, "parameters.typed");
    await configure(stack, { plain: { "adopt[2]": "fresh" } });
    proxy.forwarded.length = 0;
    const { stdout } = await stack.stack.up();
    // It belongs to nobody in the config, and is under a key that the function may not use.
    expect(stdout)
      .to.include(`${stack.path}/typed is encrypted with alias/aws/ssm`)
      .and.not.include(`${stack.path}/mail is encrypted`);
    const { web, mail, fresh } = await readParameters(run(), stack);
    expect(web)
      .to.include({ type: "String", version: 2 })
      .and.deep.include({ value: { key: "configured" } });
    expect(mail)
      .to.include({ type: "SecureString", version: 2 })
      .and.deep.include({ value: { key: "configured secret" } });
    expect(fresh).to.include({ type: "SecureString", version: 1 });
    expect(proxy.forwarded.filter(({ action }) => action === "DeleteParameter")).to.deep.equal([]);
    if (run().provider !== "local") return;
    for (const section of ["web", "mail", "fresh"]) {
      const resource = { ResourceType: "Parameter", ResourceId: `${stack.path}/${section}` } as const;
      const { TagList } = await createClients(run()).ssm.send(new ListTagsForResourceCommand(resource));
      expect(TagList, section).to.deep.include({ Key: "team", Value: "blue" });
    }
  });

  it("show no difference in a second `up`, and none when `adopt` is empty again", async () => {
    const { stdout } = await stack.stack.up({ expectNoChanges: true });
    expect(stdout).to.include(`${stack.path}/typed is encrypted with alias/aws/ssm`);
    await removeConfig(stack, "adopt");
    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    // The provider of dynamic resources: its inputs are the whole config.
    expect(Object.keys(steps.byName)).to.deep.equal(["default"]);
  });

  it("are the stack's afterwards, and served", async () => {
    await createClients(run()).ssm.send(new DeleteParameterCommand({ Name: `${stack.path}/typed` }));
    const { sections } = await invokeStack(run(), stack);
    expect(sections).to.deep.include({ web: { key: "configured" }, mail: { key: "configured secret" } });
  });

  it("are not what a secret is whose write succeeded, though its response was lost", async () => {
    await configure(stack, { secrets: { "secrets.lost.key": "arrived" } });
    let lost = 0;
    proxy.onCall = ({ action, name }) =>
      action === "PutParameter" && name.endsWith("/lost") && ++lost === 1 ? "drop response" : "forward";
    await stack.stack.up();
    proxy.onCall = () => "forward";
    expect((await readParameters(run(), stack))["lost"]).to.deep.include({ value: { key: "arrived" }, version: 2 });
    await stack.stack.preview({ refresh: true, expectNoChanges: true });
  });

  it("are not looked for if Parameter Store does not list them, and `up` goes on", async () => {
    await configure(stack, { plain: { "parameters.web.key": "other" } });
    proxy.onCall = ({ action, name }) =>
      action === "DescribeParameters" && name === stack.path ? { error: "AccessDeniedException" } : "forward";
    const { stdout } = await stack.stack.up();
    proxy.onCall = () => "forward";
    expect(stdout).to.include(`The parameters under ${stack.path} could not be listed (AccessDeniedException`);
    expect((await readParameters(run(), stack))["web"]?.value).to.deep.equal({ key: "other" });
  });
});
