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
import { answerOf } from "./support/answer.ts";
import { clientsOf, inventoryOf } from "./support/awsState.ts";
import { EngineSteps } from "./support/engineSteps.ts";
import { configure, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";
import { describeEndToEnd } from "./support/useLocalRun.ts";

describeEndToEnd("a configuration that never expires, with refreshOnChange", (run) => {
  let stack: TestStack;
  let earlier: string[];
  const recyclerName = () => `${stack.functionName}_recycler`;

  before(async () => {
    earlier = await inventoryOf(run());
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

  const change = (options: Partial<ChangeEventOptions> = {}) =>
    fakeChangeEvent({
      name: `${stack.path}/features`,
      operation: "Update",
      region: REGION,
      accountId: "000000000000",
      timeMs: Date.now(),
      ...options,
    });

  const put = (section: string, value: string, secret = false) => putParameter({ ...stack, section, value, secret });

  /** Hands the event to the rule's target, as EventBridge does. */
  async function handOver(event: unknown): Promise<unknown> {
    const { Targets = [] } = await clientsOf(run()).events.send(new ListTargetsByRuleCommand({ Rule: recyclerName() }));
    expect(Targets.map(({ Arn }) => Arn)).to.deep.equal([
      `arn:aws:lambda:${REGION}:000000000000:function:${recyclerName()}`,
    ]);
    const { payload, functionError, log } = await invoke(run(), recyclerName(), event);
    if (functionError !== undefined) throw new Error(`${recyclerName()} failed:\n${log}`);
    return payload;
  }

  const variables = async () => {
    const command = new GetFunctionConfigurationCommand({ FunctionName: stack.functionName });
    return (await clientsOf(run()).lambda.send(command)).Environment?.Variables ?? {};
  };

  async function matches(event: object): Promise<boolean | undefined> {
    const { events } = clientsOf(run());
    const { EventPattern } = await events.send(new DescribeRuleCommand({ Name: recyclerName() }));
    return (await events.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }))).Result;
  }

  for (const operation of ["Create", "Update", "Delete"] as const) {
    it(`has a rule that answers ${operation} under the stack's path, of a secret too`, async () => {
      expect(await matches(change({ operation }))).to.equal(true);
      expect(await matches(change({ operation, type: "SecureString" }))).to.equal(true);
    });
  }

  it("has a rule that answers no label, which changes no value", async () => {
    expect(await matches(change({ operation: "LabelParameterVersion" }))).to.equal(false);
  });

  for (const [whose, name] of [
    ["a sibling application's", "/pushed/parameterStoreBlogOther/features"],
    ["the other environment's", "/dev/parameterStoreBlog/features"],
    ["a longer environment's", "/pushed2/parameterStoreBlog/features"],
    ["its own path itself", "/pushed/parameterStoreBlog"],
  ] as const) {
    it(`has a rule that answers no change under ${whose}`, async () => {
      expect(await matches(change({ name }))).to.equal(false);
    });
  }

  it("has a rule that answers no event of another source or kind", async () => {
    expect(await matches({ ...change(), source: "custom.ssm" })).to.equal(false);
    expect(await matches({ ...change(), "detail-type": "Parameter Store Policy Action" })).to.equal(false);
  });

  it("serves what it loaded, whatever changes behind Pulumi's back", async () => {
    expect((await answerOf(run(), stack)).cache).to.equal("miss");
    await put("features", '{"search":"off"}');
    await put("appSecrets", '{"secretKey":"second"}', true);
    const { cache, sections } = await answerOf(run(), stack);
    expect(cache).to.equal("hit");
    expect(sections).to.deep.include({ features: { search: "on" }, appSecrets: { secretKey: "first" } });
  });

  it("serves the new values, plain and secret, from the event on, without `pulumi up`", async () => {
    const before = await variables();
    expect(await handOver(change())).to.equal("recycled");
    const { cache, sections, version } = await answerOf(run(), stack);
    expect(cache).to.equal("miss");
    expect(sections).to.deep.include({ features: { search: "off" }, appSecrets: { secretKey: "second" } });
    expect(await answerOf(run(), stack)).to.include({ cache: "hit", version });

    const { RECYCLED_AT, ...others } = await variables();
    expect(Date.now() - Date.parse(RECYCLED_AT ?? "")).to.be.within(0, 60_000);
    expect(others).to.deep.equal(before);
  });

  it("does not start again for an event that comes twice or late", async () => {
    const before = await variables();
    expect(await handOver(change({ timeMs: Date.now() - 60_000 }))).to.equal("covered");
    expect(await variables()).to.deep.equal(before);
    expect((await answerOf(run(), stack)).cache).to.equal("hit");
  });

  it("is no difference to Pulumi", async () => {
    const { changeSummary } = await stack.stack.preview();
    expect(Object.keys(changeSummary)).to.deep.equal(["same"]);
    const steps = new EngineSteps();
    // The parameters that were put by hand are written again, and the new values go with CONFIG_VERSION.
    await stack.stack.up({ refresh: true, onEvent: steps.record });
    expect(Object.keys(steps.byName)).to.include.members(["config-features", "config-appSecrets"]);
    const again = new EngineSteps();
    await stack.stack.up({ refresh: true, onEvent: again.record });
    expect(again.byName).to.deep.equal({});
  });

  it("renews after a deployment that dropped the variable or kept it", async () => {
    await configure(stack, { plain: { memorySize: "512" } });
    await stack.stack.up();
    await answerOf(run(), stack);
    await put("features", '{"search":"third"}');
    expect(await handOver(change())).to.equal("recycled");
    expect((await answerOf(run(), stack)).sections["features"]).to.deep.equal({ search: "third" });
  });

  it("sends what it fails on to the dead-letter queue", async () => {
    const { lambda, sqs } = clientsOf(run());
    const Payload = JSON.stringify({ not: "a change" });
    await lambda.send(new InvokeCommand({ FunctionName: recyclerName(), InvocationType: "Event", Payload }));
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: recyclerName() }));
    let bodies: (string | undefined)[] = [];
    for (let tries = 0; bodies.length === 0 && tries < 60; tries++) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      bodies = Messages.map(({ Body }) => Body);
      await sleep(500);
    }
    expect(bodies.join()).to.include("a change");
  });

  it("leaves nothing of it behind when it is switched off", async () => {
    await configure(stack, { plain: { refreshOnChange: "false" } });
    await stack.stack.up();
    const left = (await inventoryOf(run())).filter((one) => one.includes("_recycler"));
    expect(left).to.deep.equal([]);
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await configure(stack, { plain: { refreshOnChange: "true" } });
    await stack.stack.up();
    await stack.stack.destroy();
    const keys = (inventory: string[]) => inventory.filter((one) => !one.startsWith("key "));
    expect(keys(await inventoryOf(run()))).to.deep.equal(keys(earlier));
  });
});
