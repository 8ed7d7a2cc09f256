import { setTimeout as sleep } from "node:timers/promises";
import { DeleteParametersCommand } from "@aws-sdk/client-ssm";
import type { UpOptions } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { createClients, readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { EngineSteps, expectFailure } from "./support/engineEvents.ts";
import { FaultingProxy } from "./support/faultingProxy.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { redirectService } from "./support/redirectService.ts";
import { configure, createStack, removeConfig } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

describeEndToEnd("the functions after `up`", (run) => {
  let stack: TestStack;

  before(async () => {
    stack = await createStack(run(), "changing", {
      plain: { revealSecrets: "true" },
      secrets: { "secrets.appSecrets.secretKey": "first" },
    });
    await stack.stack.up();
    await invokeStack(run(), stack);
    await invokeNotifier();
  });

  /** Invokes the function that reads `appConfig` only. */
  async function invokeNotifier() {
    const { payload, start } = await invoke(run(), stack.functionNameOf("notifier"), { name: "Ada" });
    const { appConfig } = payload as { readonly appConfig: unknown };
    return { start, appConfig };
  }

  /**
   * Runs `up` while a warm execution environment has the old configuration, and returns the sections of the next
   * invocation.
   */
  async function sectionsAfterUp(options?: UpOptions) {
    expect((await invokeStack(run(), stack)).start).to.equal("warm");
    await stack.stack.up(options);
    const { start, loads, sections } = await invokeStack(run(), stack);
    expect({ start, loads }).to.deep.equal({ start: "cold", loads: 1 });
    return sections;
  }

  it("return a changed plain value in their first invocation", async () => {
    await configure(stack, { plain: { "parameters.appConfig.logLevel": "warn" } });
    const { appConfig } = await sectionsAfterUp();
    expect(appConfig).to.include({ logLevel: "warn", maxConnections: 2 });
    expect(await invokeNotifier()).to.deep.include({ start: "cold", appConfig });
  });

  it("return an added parameter and an added secret if they read it", async () => {
    await configure(stack, {
      plain: { "parameters.features.search": "on" },
      secrets: { "secrets.database.password": "first" },
    });
    expect(await sectionsAfterUp()).to.deep.include({ features: { search: "on" }, database: { password: "first" } });
  });

  it("do not return a removed parameter", async () => {
    await removeConfig(stack, "parameters.features");
    expect(await sectionsAfterUp()).to.have.all.keys("appConfig", "appSecrets", "database");
  });

  it("return a rotated secret, and keep their cache if they do not read it", async () => {
    await configure(stack, { secrets: { "secrets.appSecrets.secretKey": "second" } });
    expect((await sectionsAfterUp())["appSecrets"]).to.deep.equal({ secretKey: "second" });
    expect((await invokeNotifier()).start).to.equal("warm");
  });

  it("return the values of recreated parameters that restarted at version 1", async () => {
    const Names = ["database", "appConfig"].map((name) => `${stack.path}/${name}`);
    await createClients(run()).ssm.send(new DeleteParametersCommand({ Names }));
    await configure(stack, {
      plain: { "parameters.features.search": "off" },
      secrets: { "secrets.database.password": "other" },
    });
    const sections = await sectionsAfterUp({ refresh: true });
    expect(sections["database"]).to.deep.equal({ password: "other" });
    expect(sections["features"]).to.deep.equal({ search: "off" });
    expect(sections["appConfig"]).to.include({ logLevel: "warn" });
    expect(await invokeNotifier()).to.deep.include({ start: "cold", appConfig: sections["appConfig"] });
  });

  describe("two functions, of which one is not updated", () => {
    let proxy: FaultingProxy;
    let endRedirection: () => Promise<void>;

    before(async () => {
      proxy = new FaultingProxy(run().emulator.url);
      proxy.isAffected = ({ method, url = "" }) =>
        method === "PUT" && url.includes(`/${stack.functionNameOf("notifier")}/configuration`);
      endRedirection = await redirectService(run(), "LAMBDA", await proxy.start());
    });

    after(async () => {
      await endRedirection();
      proxy.stop();
    });

    /** Changes a value that both functions read, and runs an `up` that fails. The parameter is written. */
    async function failToUpdate(url: string, failingUp: () => Promise<unknown>): Promise<void> {
      const before = await invokeNotifier();
      await configure(stack, { plain: { "parameters.appConfig.url": url } });
      await expectFailure(failingUp());
      expect((await readParameters(run(), stack))["appConfig"]?.value).to.include({ url });
      expect(await invokeNotifier()).to.deep.equal({ ...before, start: "warm" });
      proxy.fault = undefined;
    }

    /** Runs `up` again, after which both functions have the value. */
    async function updateAgain(url: string): Promise<void> {
      const steps = new EngineSteps();
      await stack.stack.up({ onEvent: steps.record });
      // The engine may have stopped before it updated the other function and the provider of the secrets.
      const { "notifier-function": missed, ...others } = steps.byName;
      expect(missed).to.deep.equal(["update"]);
      expect(["viewer-function", "default"]).to.include.members(Object.keys(others));
      expect(await invokeNotifier()).to.have.nested.include({ start: "cold", "appConfig.url": url });
      expect((await invokeStack(run(), stack)).sections["appConfig"]).to.include({ url });
    }

    it("are both up to date after the next `up` if one update is denied", async () => {
      const url = "https://denied.example.com/";
      proxy.fault = "denied";
      await failToUpdate(url, () => stack.stack.up());
      await updateAgain(url);
    });

    it("are both up to date after the next `up` if it is interrupted during one update", async () => {
      const url = "https://interrupted.example.com/";
      proxy.fault = "silence";
      const earlierFaults = proxy.faults;
      const interruption = new AbortController();
      const interrupt = async () => {
        while (proxy.faults === earlierFaults) await sleep(50);
        interruption.abort();
        // The provider repeats the request. The engine waits for the result.
        proxy.fault = "denied";
        proxy.dropSilentRequests();
      };
      await failToUpdate(url, () => Promise.all([stack.stack.up({ signal: interruption.signal }), interrupt()]));
      await updateAgain(url);
      await stack.stack.up({ refresh: true, expectNoChanges: true });
    });
  });
});
