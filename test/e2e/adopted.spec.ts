import { DeleteParameterCommand, ListTagsForResourceCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { createClients, listResources, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps, expectFailure } from "./support/engineEvents.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { SsmProxy } from "./support/ssmProxy.ts";
import { configure, createStack, removeConfig } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

describeEndToEnd("parameters that already exist", (run) => {
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
    await put("web", "String", "manual");
    await put("mail", "SecureString", "manual, secretly");
    await put("typed", "SecureString", "manual, as another type");
  });

  after(() => proxy.stop());

  const put = (section: string, Type: "String" | "SecureString", key: string) =>
    createClients(run()).ssm.send(
      new PutParameterCommand({
        Name: `${stack.path}/${section}`,
        Type,
        Value: JSON.stringify({ key }),
        // On a plain parameter, tags stay until the first `up --refresh`: aws.ssm.Parameter only adds its own.
        ...(Type === "SecureString" ? { Tags: [{ Key: "owner", Value: "me" }] } : {}),
      }),
    );

  it("fails `preview` and `up` before anything is created if parameters already exist, with both fixes", async () => {
    const before = await listResources(run());
    for (const attempt of [() => stack.stack.preview(), () => stack.stack.up()]) {
      const message = await expectFailure(attempt());
      expect(message)
        .to.include(`parameters.web already exists in Parameter Store as ${stack.path}/web`)
        .and.include("`pulumi config set --path 'adopt[0]' web` or `pulumi config rm --path 'parameters.web'`")
        .and.include("`pulumi config set --path 'adopt[1]' mail` or `pulumi config rm --path 'secrets.mail'`")
        .and.match(/parameters\.typed must be a String .* already exists as a SecureString/)
        .and.not.include("configured secret");
    }
    expect(await listResources(run())).to.deep.equal(before);
  });

  it("never changes the type of a parameter, even if it is adopted", async () => {
    await configure(stack, { plain: { "adopt[0]": "web", "adopt[1]": "mail", "adopt[2]": "typed" } });
    const before = await readParameters(run(), stack);
    for (const attempt of [() => stack.stack.preview(), () => stack.stack.up()]) {
      const message = await expectFailure(attempt());
      expect(message).to.include("(1 problem)").and.include("already exists as a SecureString");
    }
    expect(await readParameters(run(), stack)).to.deep.equal(before);
  });

  it("overwrites and tags adopted parameters, and creates missing ones", async () => {
    await removeConfig(stack, "parameters.typed");
    await configure(stack, { plain: { "adopt[2]": "fresh" } });
    proxy.forwarded.length = 0;
    const { stdout } = await stack.stack.up();
    // It is not in the config, and is encrypted with a key that the function may not use.
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

  it("does not change adopted parameters in a second `up`, nor when `adopt` is removed", async () => {
    const { stdout } = await stack.stack.up({ expectNoChanges: true });
    expect(stdout).to.include(`${stack.path}/typed is encrypted with alias/aws/ssm`);
    await removeConfig(stack, "adopt");
    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    // The provider of dynamic resources has the whole config as input.
    expect(Object.keys(steps.byName)).to.deep.equal(["default"]);
  });

  it("returns adopted parameters from the function", async () => {
    await createClients(run()).ssm.send(new DeleteParameterCommand({ Name: `${stack.path}/typed` }));
    const { sections } = await invokeStack(run(), stack);
    expect(sections).to.deep.include({ web: { key: "configured" }, mail: { key: "configured secret" } });
  });

  it("creates a new secret even if the response of its write is lost", async () => {
    await configure(stack, { secrets: { "secrets.lost.key": "arrived" } });
    let lost = 0;
    proxy.onCall = ({ action, name }) =>
      action === "PutParameter" && name.endsWith("/lost") && ++lost === 1 ? "drop response" : "forward";
    await stack.stack.up();
    proxy.onCall = () => "forward";
    expect((await readParameters(run(), stack))["lost"]).to.deep.include({ value: { key: "arrived" }, version: 2 });
    await stack.stack.preview({ refresh: true, expectNoChanges: true });
  });

  it("only warns if Parameter Store cannot list the parameters", async () => {
    await configure(stack, { plain: { "parameters.web.key": "other" } });
    proxy.onCall = ({ action, name }) =>
      action === "DescribeParameters" && name === stack.path ? { error: "AccessDeniedException" } : "forward";
    const { stdout } = await stack.stack.up();
    proxy.onCall = () => "forward";
    expect(stdout).to.include(`The parameters under ${stack.path} could not be listed (AccessDeniedException`);
    expect((await readParameters(run(), stack))["web"]?.value).to.deep.equal({ key: "other" });
  });
});
