import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parseDocument } from "yaml";
import { MAX_CONFIG_BYTES } from "../../infra/config/stackFile/configSizeWarning.ts";
import { runCommand } from "../../tools/lib/command.ts";
import { startLanguageHost } from "../../tools/local/languageHost.ts";
import type { LanguageHost } from "../../tools/local/languageHost.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { createStack } from "./support/testStack.ts";

const SECTIONS = 16;

describeEndToEnd("a config with the maximum size", (run) => {
  let host: LanguageHost;
  let file: string;
  let original: string;

  before(async () => {
    host = await startLanguageHost(false);
    await createStack(run(), "large");
    file = path.join(run().project, "Pulumi.large.yaml");
    original = readFileSync(file, "utf8");
  });
  after(() => {
    host.stop();
  });

  /** Runs `pulumi preview`, which starts the program as a process, with this number of characters in the config's values. */
  async function preview(characters: number) {
    const each = Math.floor(characters / SECTIONS);
    const sections = Array.from({ length: SECTIONS }, (_, index) => {
      const length = index === 0 ? characters - each * (SECTIONS - 1) : each;
      return [`s${index}`, { value: "x".repeat(length) }];
    });
    const document = parseDocument(original);
    for (const [name, section] of sections) document.setIn(["config", "shared-secrets:parameters", name], section);
    writeFileSync(file, document.toString());
    const args = ["preview", "--stack", "large", "--non-interactive", `--client=${host.address}`];
    const { code, output } = await runCommand("pulumi", args);
    const [, bytes] = /The config of this stack is (\d+) bytes long/.exec(output) ?? [];
    return { code, output, bytes: Number(bytes) };
  }

  it("succeeds with a warning, and fails in the engine with one character more", async () => {
    const smaller = await preview(125_000);
    expect(smaller.code, smaller.output).to.equal(0);
    expect(smaller.bytes).to.be.within(125_000, MAX_CONFIG_BYTES);

    const largest = 125_000 + MAX_CONFIG_BYTES - smaller.bytes;
    const full = await preview(largest);
    expect(full.code, full.output).to.equal(0);
    expect(full.bytes).to.equal(MAX_CONFIG_BYTES);

    const tooLarge = await preview(largest + 1);
    expect(tooLarge.code).not.to.equal(0);
    expect(tooLarge.output).to.include("argument list too long");
  });
});
