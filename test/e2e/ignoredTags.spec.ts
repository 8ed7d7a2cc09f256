import { AddTagsToResourceCommand, ListTagsForResourceCommand } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { createClients } from "./support/awsState.ts";
import { describeWithLocalProvider } from "./support/describeEndToEnd.ts";
import { EngineSteps } from "./support/engineEvents.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

/** Tags of other tools, such as one for backups and one for costs. */
const OTHERS = { backup: "daily", "cost:center": "42" };

// The official plugin has its own tests, and a different format of these settings.
describeWithLocalProvider("aws:ignoreTags", (run) => {
  let stack: TestStack;
  const names = ["appConfig", "appSecrets"];

  before(async () => {
    stack = await createStack(run(), "tagged", { secrets: { "secrets.appSecrets.secretKey": "kept" } });
    const ignoreTags = { keys: ["backup"], keyPrefixes: ["cost:"] };
    await stack.stack.setConfig("aws:ignoreTags", { value: JSON.stringify(ignoreTags) });
    await setDefaultTags({ team: "blue" });
    await stack.stack.up();
  });

  const setDefaultTags = (tags: Readonly<Record<string, string>>) =>
    stack.stack.setConfig("aws:defaultTags", { value: JSON.stringify({ tags }) });

  const tag = async (tags: Readonly<Record<string, string>>) => {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    for (const name of names) {
      const resource = { ResourceType: "Parameter", ResourceId: `${stack.path}/${name}` } as const;
      await createClients(run()).ssm.send(new AddTagsToResourceCommand({ ...resource, Tags }));
    }
  };

  async function expectTags(tags: Readonly<Record<string, string>>): Promise<void> {
    for (const name of names) {
      const resource = { ResourceType: "Parameter", ResourceId: `${stack.path}/${name}` } as const;
      const { TagList = [] } = await createClients(run()).ssm.send(new ListTagsForResourceCommand(resource));
      expect(Object.fromEntries(TagList.map(({ Key, Value }) => [Key, Value])), name).to.deep.equal(tags);
    }
  }

  it("keeps ignored tags of parameters and secrets, and does not report them as drift", async () => {
    await tag(OTHERS);
    const steps = new EngineSteps();
    await stack.stack.up({ refresh: true, onEvent: steps.record });
    expect(steps.byName).to.deep.equal({});
    await expectTags({ team: "blue", ...OTHERS });
  });

  it("keeps ignored tags when a default tag changes", async () => {
    await setDefaultTags({ team: "green" });
    await stack.stack.up();
    await expectTags({ team: "green", ...OTHERS });
  });

  it("lets a refresh remove every other tag that was added", async () => {
    await tag({ stray: "yes" });
    await stack.stack.up({ refresh: true });
    await expectTags({ team: "green", ...OTHERS });
  });
});
