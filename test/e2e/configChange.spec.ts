import { DeleteParametersCommand } from "@aws-sdk/client-ssm";
import type { UpOptions } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { createClients } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { configure, createStack, removeConfig } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

describeEndToEnd("the function after `up`", (run) => {
  let stack: TestStack;

  before(async () => {
    stack = await createStack(run(), "changing", {
      plain: { revealSecrets: "true" },
      secrets: { "secrets.appSecrets.secretKey": "first" },
    });
    await stack.stack.up();
    await invokeStack(run(), stack);
  });

  /**
   * Runs `up` while a warm execution environment has the old configuration, and returns the sections of the next
   * invocation.
   */
  async function sectionsAfterUp(options?: UpOptions) {
    expect((await invokeStack(run(), stack)).cache).to.equal("hit");
    await stack.stack.up(options);
    const { cache, loads, sections } = await invokeStack(run(), stack);
    expect({ cache, loads }).to.deep.equal({ cache: "miss", loads: 1 });
    return sections;
  }

  it("returns a changed plain value in its first invocation", async () => {
    await configure(stack, { plain: { "parameters.appConfig.logLevel": "warn" } });
    expect((await sectionsAfterUp())["appConfig"]).to.include({ logLevel: "warn", maxConnections: 2 });
  });

  it("returns an added parameter and an added secret", async () => {
    await configure(stack, {
      plain: { "parameters.features.search": "on" },
      secrets: { "secrets.database.password": "first" },
    });
    expect(await sectionsAfterUp()).to.deep.include({ features: { search: "on" }, database: { password: "first" } });
  });

  it("does not return a removed parameter", async () => {
    await removeConfig(stack, "parameters.features");
    expect(await sectionsAfterUp()).to.have.all.keys("appConfig", "appSecrets", "database");
  });

  it("returns a rotated secret", async () => {
    await configure(stack, { secrets: { "secrets.appSecrets.secretKey": "second" } });
    expect((await sectionsAfterUp())["appSecrets"]).to.deep.equal({ secretKey: "second" });
  });

  it("returns the values of recreated parameters that restarted at version 1", async () => {
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
  });
});
