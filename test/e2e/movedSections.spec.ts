import { GetParameterHistoryCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { sharedProject } from "../../tools/fakes/projectWithApp.ts";
import { SAMPLE_APP } from "../../tools/fakes/sampleProject.ts";
import { runCommand } from "../../tools/lib/command.ts";
import { putParameter } from "../../tools/local/putParameter.ts";
import { createClients, readParameters } from "./support/awsState.ts";
import { createToken } from "./support/canary.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps, expectFailure } from "./support/engineEvents.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { SsmProxy } from "./support/ssmProxy.ts";
import { openTestStack, configure, createStack, removeConfig } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const UPDATED = ["update"];
const REPLACED = ["delete-replaced", "replace", "create-replacement"];

/** A value that was in plain text and becomes a secret. */
const PUBLISHED = `published-${createToken()}`;

describeEndToEnd("a section that moves between parameters and secrets", (run) => {
  let stack: TestStack;
  let proxy: SsmProxy;

  before(async () => {
    proxy = new SsmProxy(run());
    await proxy.start();
    stack = await createStack(run(), "moving", {
      plain: {
        revealSecrets: "true",
        "parameters.database.password": PUBLISHED,
        "parameters.oldName.key": "kept",
        "parameters.zone.key": "last",
      },
      secrets: {
        "secrets.analytics.id": "no secret",
        "secrets.token.key": "one",
        "secrets.oldSecret.key": "kept secret",
      },
    });
    await stack.stack.up();
    await invokeStack(run(), stack);
  });

  after(() => proxy.stop());

  const typesAndValues = async () =>
    Object.fromEntries(
      Object.entries(await readParameters(run(), stack)).map(([name, { type, value }]) => [name, { type, value }]),
    );

  async function move(section: string, to: "parameters" | "secrets", values: Readonly<Record<string, string>>) {
    await removeConfig(stack, `${to === "secrets" ? "parameters" : "secrets"}.${section}`);
    const settings = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [`${to}.${section}.${key}`, value]),
    );
    await configure(stack, to === "secrets" ? { secrets: settings } : { plain: settings });
  }

  it("moves in one `up`, in both directions, with the same or a new value, while another is renamed", async () => {
    await move("database", "secrets", { password: PUBLISHED });
    await move("analytics", "parameters", { id: "another value" });
    await removeConfig(stack, "parameters.oldName");
    await removeConfig(stack, "secrets.oldSecret");
    await configure(stack, {
      plain: { "parameters.newName.key": "kept" },
      secrets: { "secrets.newSecret.key": "kept secret" },
    });
    // AWS does this for 30 seconds after the deletion.
    let attempts = 0;
    proxy.onCall = ({ action, name }) =>
      action === "PutParameter" && name.endsWith("/database") && ++attempts <= 2
        ? { error: "TooManyUpdates" }
        : "forward";
    const steps = new EngineSteps();
    await stack.stack.up({ onEvent: steps.record });
    proxy.onCall = () => "forward";
    expect(attempts).to.equal(3);
    // Without the provider of dynamic resources, whose inputs are the whole config.
    const moved = Object.fromEntries(Object.entries(steps.byName).filter(([name]) => name !== "default"));
    // The adjacent parameters in the chain and viewer are not replaced. notifier does not read these sections.
    expect(moved).to.deep.equal({
      "config-database": UPDATED,
      "config-analytics": REPLACED,
      "config-newName": ["create"],
      "config-newSecret": ["create"],
      "config-oldName": ["delete"],
      "config-oldSecret": ["delete"],
      "viewer-function": UPDATED,
    });
    const { appConfig, appSecrets, ...others } = await typesAndValues();
    expect([appConfig?.type, appSecrets?.type]).to.deep.equal(["String", "SecureString"]);
    expect(others).to.deep.equal({
      analytics: { type: "String", value: { id: "another value" } },
      database: { type: "SecureString", value: { password: PUBLISHED } },
      newName: { type: "String", value: { key: "kept" } },
      newSecret: { type: "SecureString", value: { key: "kept secret" } },
      token: { type: "SecureString", value: { key: "one" } },
      zone: { type: "String", value: { key: "last" } },
    });
  });

  it("is returned by the function after it moved", async () => {
    const { start, sections } = await invokeStack(run(), stack);
    expect(start).to.equal("cold");
    expect(sections).to.deep.include({ database: { password: PUBLISHED }, analytics: { id: "another value" } });
    const undeclared = ["analytics", "database", "newName", "newSecret", "token", "zone"];
    expect(sections).to.have.all.keys("appConfig", "appSecrets", ...undeclared);
  });

  it("shows no change in a second `up` with a refresh", async () => {
    await stack.stack.up({ refresh: true, expectNoChanges: true });
  });

  it("leaves no plain text in the state or in the parameter's history", async () => {
    const state = await runCommand("pulumi", ["stack", "export", "--stack", "moving"], { cwd: run().project });
    expect(state.output).to.include("config-database").and.not.include(PUBLISHED);
    const history = new GetParameterHistoryCommand({ Name: `${stack.path}/database` });
    const { Parameters } = await createClients(run()).ssm.send(history);
    expect(Parameters?.map(({ Type }) => Type)).to.deep.equal(["SecureString"]);
  });

  it("is moved by the next `up` after one that failed between deletion and creation", async () => {
    await move("token", "parameters", { key: "two" });
    await move("zone", "secrets", { key: "secret zone" });
    proxy.onCall = ({ action }) => (action === "PutParameter" ? { error: "AccessDeniedException" } : "forward");
    const message = await expectFailure(stack.stack.up({ continueOnError: true }));
    expect(message).to.include("AccessDeniedException").and.not.include("delete-parameter");
    expect(await typesAndValues()).to.not.have.any.keys("token");
    proxy.onCall = () => "forward";
    await stack.stack.up();
    expect(await typesAndValues()).to.deep.include({
      token: { type: "String", value: { key: "two" } },
      zone: { type: "SecureString", value: { key: "secret zone" } },
    });
  });

  it("is moved by the next `up` after one that ended before it wrote the state", async () => {
    const earlier = await stack.stack.exportStack();
    await move("token", "secrets", { key: "three" });
    await move("zone", "parameters", { key: "public zone" });
    await stack.stack.up();
    await stack.stack.importStack(earlier);
    await stack.stack.up();
    expect(await typesAndValues()).to.deep.include({
      token: { type: "SecureString", value: { key: "three" } },
      zone: { type: "String", value: { key: "public zone" } },
    });
    await stack.stack.preview({ refresh: true, expectNoChanges: true });
    expect((await invokeStack(run(), stack)).sections).to.deep.include({ token: { key: "three" } });
  });

  it("is restored by the next `up` when a move failed and the config is reverted", async () => {
    await move("token", "parameters", { key: "four" });
    proxy.onCall = ({ action }) => (action === "PutParameter" ? { error: "AccessDeniedException" } : "forward");
    await expectFailure(stack.stack.up());
    proxy.onCall = () => "forward";
    await move("token", "secrets", { key: "three" });
    await stack.stack.up();
    expect(await typesAndValues()).to.deep.include({ token: { type: "SecureString", value: { key: "three" } } });
    await stack.stack.preview({ refresh: true, expectNoChanges: true });
  });

  it("moves to the secrets under `protect`, and is protected there", async () => {
    await configure(stack, { plain: { protect: "true" } });
    await move("zone", "secrets", { key: "secret again" });
    await stack.stack.up();
    expect((await typesAndValues())["zone"]).to.deep.equal({ type: "SecureString", value: { key: "secret again" } });
  });

  it("cannot move out of the secrets under `protect`, and nothing changes", async () => {
    const before = await readParameters(run(), stack);
    await move("token", "parameters", { key: "published" });
    await configure(stack, { plain: { "parameters.appConfig.logLevel": "warn" } });
    for (const attempt of [() => stack.stack.preview(), () => stack.stack.up()]) {
      const message = await expectFailure(attempt());
      expect(message)
        .to.include("parameters.token cannot become plain text")
        .and.include("`pulumi config set protect false`");
    }
    expect(await readParameters(run(), stack)).to.deep.equal(before);
  });

  it("moves out of the secrets after `protect` is set to false", async () => {
    await configure(stack, { plain: { protect: "false" } });
    await stack.stack.up();
    expect((await typesAndValues())["token"]).to.deep.equal({ type: "String", value: { key: "published" } });
  });

  describe("and is written elsewhere", () => {
    let projects: Readonly<Record<"managed" | "elsewhere", string>>;

    before(() => {
      const sections = (options: string) => `
import { plain, secret } from "./runtime/configuration/section.ts";
export const appConfig = plain();
export const appSecrets = secret();
export const newSecret = secret(undefined${options});
export const newName = ${options === "" ? "plain()" : `secret(undefined${options})`};
`;
      const projectWith = (options: string) => sharedProject({ ...SAMPLE_APP, "sections.ts": sections(options) });
      projects = { managed: projectWith(""), elsewhere: projectWith(", { managed: false }") };
    });

    /** Opens the stack with the sections declared in another way. */
    async function declare(where: "managed" | "elsewhere"): Promise<void> {
      stack = { ...stack, stack: await openTestStack(run(), "moving", projects[where]) };
    }

    const writes = () =>
      proxy.forwarded
        .filter(({ name, action }) => /\/(newSecret|newName)$/.test(name) && /Put|Delete|Tags/.test(action))
        .map(({ action, name }) => `${action} ${name.slice(name.lastIndexOf("/") + 1)}`);

    const newSecrets = async () => {
      const { newName, newSecret } = await typesAndValues();
      return { newName, newSecret };
    };

    const KEPT = {
      newName: { type: "String", value: { key: "kept" } },
      newSecret: { type: "SecureString", value: { key: "kept secret" } },
    };

    it("is rejected while it is in the config", async () => {
      await declare("elsewhere");
      const message = await expectFailure(stack.stack.preview());
      expect(message)
        .to.include("parameters.newName must not be in the stack config")
        .and.include("Fix: `pulumi config rm --path 'secrets.newSecret'`");
    });

    it("stays as it is, secret or plain, with its resource, and is read by the function", async () => {
      await removeConfig(stack, "secrets.newSecret");
      await removeConfig(stack, "parameters.newName");
      proxy.forwarded.length = 0;
      const steps = new EngineSteps();
      const { stdout } = await stack.stack.up({ onEvent: steps.record });
      expect(steps.byName).to.deep.include({ "config-newSecret": UPDATED, "config-newName": UPDATED });
      expect(writes()).to.deep.equal([]);
      expect(await newSecrets()).to.deep.equal(KEPT);
      expect(stdout).to.include("/moving/parameterStoreBlog/newName is a String and not encrypted");
      expect((await invokeStack(run(), stack)).sections).to.deep.include({ newSecret: { key: "kept secret" } });
      const state = await runCommand("pulumi", ["stack", "export", "--show-secrets", "--stack", "moving"], {
        cwd: run().project,
      });
      expect(state.output).to.include("config-newSecret").and.not.include("kept secret");
    });

    it("stays as it was written elsewhere, with and without a refresh", async () => {
      await putParameter({ ...stack, section: "newSecret", value: '{"key":"rotated"}', secret: true });
      proxy.forwarded.length = 0;
      await stack.stack.up({ expectNoChanges: true });
      await stack.stack.up({ refresh: true, expectNoChanges: true });
      expect(writes()).to.deep.equal([]);
      expect((await newSecrets()).newSecret?.value).to.deep.equal({ key: "rotated" });
    });

    it("is overwritten when the stack manages it again", async () => {
      await declare("managed");
      await configure(stack, {
        plain: { "parameters.newName.key": "again", "adopt[0]": "newName" },
        secrets: { "secrets.newSecret.key": "managed again" },
      });
      const steps = new EngineSteps();
      await stack.stack.up({ onEvent: steps.record });
      expect(steps.byName).to.deep.include({ "config-newSecret": UPDATED, "config-newName": REPLACED });
      expect(await newSecrets()).to.deep.equal({
        newName: { type: "String", value: { key: "again" } },
        newSecret: { type: "SecureString", value: { key: "managed again" } },
      });
      await stack.stack.preview({ refresh: true, expectNoChanges: true });
    });

    it("is not deleted when the stack is destroyed", async () => {
      await declare("elsewhere");
      await removeConfig(stack, "secrets.newSecret");
      await removeConfig(stack, "parameters.newName");
      await removeConfig(stack, "adopt");
      await stack.stack.up();
      await stack.stack.destroy();
      expect(await readParameters(run(), stack)).to.have.all.keys("newName", "newSecret");
    });
  });
});
