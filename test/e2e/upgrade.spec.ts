import { expect } from "chai";
import { describeWithLocalProvider } from "./support/describeEndToEnd.ts";
import { EngineSteps, expectFailure } from "./support/engineEvents.ts";
import { openReleasedStack, releasedVersions } from "./support/releasedStacks.ts";
import type { TestStack } from "./support/testStack.ts";

/** The resources that an upgrade must not replace or delete, by the name that Pulumi gives them. */
const KEPT = [
  "secrets-key",
  "config-appSecrets",
  "config-appConfig",
  "viewer-logs",
  "notifier-logs",
  "recycler-logs",
] as const;

for (const version of releasedVersions()) {
  describeWithLocalProvider(`a stack that version ${version} deployed with protect`, (run) => {
    let stack: TestStack["stack"];

    before(async () => {
      stack = await openReleasedStack(run(), version);
    });

    it("keeps its key, parameters, secrets and log groups in an upgrade, or updates them in place", async () => {
      const steps = new EngineSteps();
      await stack.preview({ onEvent: steps.record });
      for (const name of KEPT) expect(steps.byName[name] ?? ["update"], name).to.deep.equal(["update"]);
    });

    it("fails the preview of a change that would replace a secret, such as another appName", async () => {
      const steps = new EngineSteps();
      await stack.setConfig("shared-secrets:appName", { value: "renamed" });
      const message = await expectFailure(stack.preview({ onEvent: steps.record }));
      expect(message).to.match(/unable to replace resource "[^"]*::config-appSecrets"/);
      expect(steps.byName["viewer-logs"]).to.include("replace");
    });
  });
}
