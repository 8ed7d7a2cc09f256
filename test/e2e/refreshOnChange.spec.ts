import { setTimeout as sleep } from "node:timers/promises";
import { DescribeRuleCommand, ListTargetsByRuleCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { GetFunctionConfigurationCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { GetQueueUrlCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { fakeChangeEvent } from "../../tools/fakes/fakeChangeEvent.ts";
import type { ChangeEventOptions } from "../../tools/fakes/fakeChangeEvent.ts";
import { invoke } from "../../tools/local/invocation.ts";
import { REGION } from "../../tools/local/localRun.ts";
import { putParameter } from "../../tools/local/putParameter.ts";
import { createClients, listResources } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps } from "./support/engineEvents.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { configure, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

describeEndToEnd("two functions whose configuration never expires, with refreshOnChange", (run) => {
  let stack: TestStack;
  let earlier: string[];
  const recyclerName = () => stack.functionNameOf("recycler");

  before(async () => {
    earlier = await listResources(run());
    stack = await createStack(run(), "pushed", {
      plain: {
        revealSecrets: "true",
        refreshOnChange: "true",
        cacheTtlSeconds: "0",
        "parameters.features.search": "on",
      },
      secrets: { "secrets.appSecrets.secretKey": "first" },
    });
    await stack.stack.up();
  });

  const createEvent = (options: Partial<ChangeEventOptions> = {}) =>
    fakeChangeEvent({
      name: `${stack.path}/features`,
      operation: "Update",
      region: REGION,
      accountId: "000000000000",
      timeMs: Date.now(),
      ...options,
    });

  const put = (section: string, value: string, secret = false) => putParameter({ ...stack, section, value, secret });

  /** Sends an event to the rule's target, like EventBridge. */
  async function sendEvent(event: unknown): Promise<unknown> {
    const { Targets = [] } = await createClients(run()).events.send(
      new ListTargetsByRuleCommand({ Rule: recyclerName() }),
    );
    expect(Targets.map(({ Arn }) => Arn)).to.deep.equal([
      `arn:aws:lambda:${REGION}:000000000000:function:${recyclerName()}`,
    ]);
    const { payload, functionError, log } = await invoke(run(), recyclerName(), event);
    if (functionError !== undefined) throw new Error(`${recyclerName()} failed:\n${log}`);
    return payload;
  }

  /** Returns the environment variables of a function, and when it was last changed. */
  async function readFunction(name: string) {
    const command = new GetFunctionConfigurationCommand({ FunctionName: stack.functionNameOf(name) });
    const { Environment, LastModified } = await createClients(run()).lambda.send(command);
    return { variables: Environment?.Variables ?? {}, lastModified: LastModified };
  }

  /** Returns when a function was recycled, in milliseconds since 1970. */
  const readRecycledMs = async (name: string) => Date.parse((await readFunction(name)).variables["RECYCLED_AT"] ?? "");

  async function invokeNotifier() {
    const { payload, start } = await invoke(run(), stack.functionNameOf("notifier"), { name: "Ada" });
    return { ...(payload as { readonly appConfig: unknown }), start };
  }

  async function matches(event: object): Promise<boolean | undefined> {
    const { events } = createClients(run());
    const { EventPattern } = await events.send(new DescribeRuleCommand({ Name: recyclerName() }));
    return (await events.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }))).Result;
  }

  for (const operation of ["Create", "Update", "Delete"] as const) {
    it(`matches ${operation} of a parameter and of a secret under the stack's path`, async () => {
      expect(await matches(createEvent({ operation }))).to.equal(true);
      expect(await matches(createEvent({ operation, type: "SecureString" }))).to.equal(true);
    });
  }

  it("does not match a new label, which changes no value", async () => {
    expect(await matches(createEvent({ operation: "LabelParameterVersion" }))).to.equal(false);
  });

  for (const [place, name] of [
    ["under a sibling app's path", "/pushed/parameterStoreBlogOther/features"],
    ["under another environment's path", "/dev/parameterStoreBlog/features"],
    ["under the path of an environment with a longer name", "/pushed2/parameterStoreBlog/features"],
    ["at the stack's path itself", "/pushed/parameterStoreBlog"],
  ] as const) {
    it(`does not match a change ${place}`, async () => {
      expect(await matches(createEvent({ name }))).to.equal(false);
    });
  }

  it("does not match events with another source or detail type", async () => {
    expect(await matches({ ...createEvent(), source: "custom.ssm" })).to.equal(false);
    expect(await matches({ ...createEvent(), "detail-type": "Parameter Store Policy Action" })).to.equal(false);
  });

  it("serves the cached values until the event of an outside change arrives", async () => {
    expect((await invokeStack(run(), stack)).start).to.equal("cold");
    await put("features", '{"search":"off"}');
    await put("appSecrets", '{"secretKey":"second"}', true);
    const { start, sections } = await invokeStack(run(), stack);
    expect(start).to.equal("warm");
    expect(sections).to.deep.include({ features: { search: "on" }, appSecrets: { secretKey: "first" } });
  });

  it("recycles only the function that reads a changed secret, which serves the new values without `pulumi up`", async () => {
    const [viewer, notifier] = [await readFunction("viewer"), await readFunction("notifier")];
    const changedMs = Date.now();
    const event = createEvent({ name: `${stack.path}/appSecrets`, type: "SecureString", timeMs: changedMs });
    expect(await sendEvent(event)).to.deep.equal({ viewer: "recycled" });
    const { start, sections, version } = await invokeStack(run(), stack);
    expect(start).to.equal("cold");
    expect(sections).to.deep.include({ features: { search: "off" }, appSecrets: { secretKey: "second" } });
    expect(await invokeStack(run(), stack)).to.include({ start: "warm", version });

    const { RECYCLED_AT, ...others } = (await readFunction("viewer")).variables;
    expect(Date.parse(RECYCLED_AT ?? "") - changedMs).to.be.within(1000, 60_000);
    expect(others).to.deep.equal(viewer.variables);
    expect(await readFunction("notifier")).to.deep.equal(notifier);
    expect(notifier.variables).not.to.have.property("RECYCLED_AT");
  });

  it("recycles both functions when a section changes that both read", async () => {
    expect((await invokeNotifier()).start).to.equal("cold");
    const appConfig = { url: "https://second.example.com/", logLevel: "warn", maxConnections: 3 };
    await put("appConfig", JSON.stringify(appConfig));
    expect((await invokeNotifier()).start).to.equal("warm");
    const event = createEvent({ name: `${stack.path}/appConfig` });
    expect(await sendEvent(event)).to.deep.equal({ notifier: "recycled", viewer: "recycled" });
    expect(await invokeNotifier()).to.deep.include({ start: "cold", appConfig });
    expect((await invokeStack(run(), stack)).sections["appConfig"]).to.deep.equal(appConfig);
    const recycledMs = [await readRecycledMs("viewer"), await readRecycledMs("notifier")];
    expect(Math.min(...recycledMs)).to.be.greaterThan(Date.parse(event.time));

    expect(await sendEvent(event), "after a repeated event").to.deep.equal({ notifier: "covered", viewer: "covered" });
    expect([await readRecycledMs("viewer"), await readRecycledMs("notifier")]).to.deep.equal(recycledMs);
  });

  it("keeps the cache after a late event", async () => {
    const before = await readFunction("viewer");
    expect(await sendEvent(createEvent({ timeMs: Date.now() - 60_000 }))).to.deep.equal({ viewer: "covered" });
    expect(await readFunction("viewer")).to.deep.equal(before);
    expect((await invokeStack(run(), stack)).start).to.equal("warm");
  });

  it("causes no diff in Pulumi after recycling", async () => {
    const { changeSummary } = await stack.stack.preview();
    expect(Object.keys(changeSummary)).to.deep.equal(["same"]);
    const steps = new EngineSteps();
    // Writes the manually changed parameters again. CONFIG_VERSION changes with the values.
    await stack.stack.up({ refresh: true, onEvent: steps.record });
    expect(Object.keys(steps.byName)).to.include.members(["config-features", "config-appConfig", "config-appSecrets"]);
    const again = new EngineSteps();
    await stack.stack.up({ refresh: true, onEvent: again.record });
    expect(again.byName).to.deep.equal({});
  });

  it("serves the new values after a deployment and another event", async () => {
    await configure(stack, { plain: { memorySize: "512" } });
    await stack.stack.up();
    await invokeStack(run(), stack);
    await put("features", '{"search":"third"}');
    expect(await sendEvent(createEvent())).to.deep.equal({ viewer: "recycled" });
    expect((await invokeStack(run(), stack)).sections["features"]).to.deep.equal({ search: "third" });
  });

  it("sends events that fail to the dead-letter queue", async () => {
    const { lambda, sqs } = createClients(run());
    const Payload = JSON.stringify({ not: "a change" });
    await lambda.send(new InvokeCommand({ FunctionName: recyclerName(), InvocationType: "Event", Payload }));
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: recyclerName() }));
    let bodies: (string | undefined)[] = [];
    for (let attempts = 0; bodies.length === 0 && attempts < 60; attempts++) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      bodies = Messages.map(({ Body }) => Body);
      await sleep(500);
    }
    expect(bodies.join()).to.include("a change");
  });

  it("deletes all recycler resources when refreshOnChange is set to false", async () => {
    await configure(stack, { plain: { refreshOnChange: "false" } });
    await stack.stack.up();
    const remaining = (await listResources(run())).filter((name) => name.includes("_recycler"));
    expect(remaining).to.deep.equal([]);
  });

  it("deletes everything but keys when the stack is destroyed", async () => {
    await configure(stack, { plain: { refreshOnChange: "true" } });
    await stack.stack.up();
    await stack.stack.destroy();
    const withoutKeys = (resources: string[]) => resources.filter((name) => !name.startsWith("key "));
    expect(withoutKeys(await listResources(run()))).to.deep.equal(withoutKeys(earlier));
  });
});
