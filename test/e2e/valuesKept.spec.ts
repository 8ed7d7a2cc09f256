import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { readParameters } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { expectFailure } from "./support/engineEvents.ts";
import { configure, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const GUILD_ID = "1234567890123456789";

describeEndToEnd("a value that YAML or a double would change", (run) => {
  let stack: TestStack;

  const file = () => path.join(run().project, "Pulumi.kept.yaml");
  const replaceInFile = (from: string, to: string) => {
    const text = readFileSync(file(), "utf8");
    expect(text).to.include(from);
    writeFileSync(file(), text.replace(from, to));
  };

  before(async () => {
    stack = await createStack(run(), "kept", {
      plain: { "parameters.discord.guildId": GUILD_ID, "parameters.discord.released": "pending" },
      secrets: { "secrets.appSecrets.secretKey": "0099" },
    });
    replaceInFile("released: pending", "released: 2024-01-31\n      code: 0123\n      version: 1.10\n      ratio: 1.0");
  });

  it("fails the preview with the command that keeps it", async () => {
    const message = await expectFailure(stack.stack.preview());
    expect(message).to.include("(4 problems)");
    for (const [key, value, becomes] of [
      ["guildId", GUILD_ID, "1234567890123456800"],
      ["released", "2024-01-31", "2024-01-31 00:00:00 +0000 UTC"],
      ["code", "0123", "83"],
      ["version", "1.10", "1.1"],
    ] as const) {
      const name = `parameters.discord.${key}`;
      const fix = `\`pulumi config set --path --type string '${name}' ${value}\``;
      expect(message).to.include(`${name} must be quoted: without quotes, it becomes ${becomes} (got ${value}). `);
      expect(message).to.include(fix);
    }
  });

  it("is deployed unchanged after it is quoted", async () => {
    for (const value of [GUILD_ID, "2024-01-31", "0123", "1.10"]) replaceInFile(`: ${value}\n`, `: "${value}"\n`);
    await stack.stack.up();
    const { discord, appSecrets } = await readParameters(run(), stack);
    const kept = { guildId: GUILD_ID, released: "2024-01-31", code: "0123", version: "1.10", ratio: 1 };
    expect(discord?.value).to.deep.equal(kept);
    expect(appSecrets?.value).to.deep.equal({ secretKey: "0099" });
  });

  it("remains a string when another value is set", async () => {
    await configure(stack, { plain: { "parameters.discord.name": "shared" } });
    await stack.stack.preview();
  });
});
