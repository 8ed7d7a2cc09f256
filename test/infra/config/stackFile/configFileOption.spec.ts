import { spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";

const MODULE = join(import.meta.dirname, "../../../../infra/config/stackFile/configFileOption.ts");

/** The program: it prints the file. */
const PROGRAM = `const { configFileOption } = await import(${JSON.stringify(MODULE)});
process.stdout.write(JSON.stringify(configFileOption() ?? null));`;

/** What the language host does, and `pulumi` before it. */
const start = (code: string) => `require("child_process").spawnSync(process.execPath,
  ["--input-type=module", "-e", ${JSON.stringify(code)}], { stdio: "inherit" });`;
const startHost = `require("child_process").spawnSync(process.execPath,
  ["-e", ${JSON.stringify(start(PROGRAM))}], { stdio: "inherit" });`;

/** What the program finds under a process called `command`, started with these arguments. */
async function found(command: string, args: readonly string[], cwd: string): Promise<unknown> {
  const child = spawn(process.execPath, ["-e", startHost, "--", ...args], { argv0: command, cwd });
  const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return JSON.parse(output);
}

// It reads /proc, which only Linux has.
describe("configFileOption", () => {
  const folder = realpathSync(tmpdir());

  for (const args of [
    ["up", "--config-file", "other.yaml", "--yes"],
    ["up", "--config-file=other.yaml"],
    ["up", "--config-file", "first.yaml", "--config-file", "other.yaml"],
  ]) {
    it(`finds the file of pulumi ${args.join(" ")}`, async () => {
      expect(await found("/usr/bin/pulumi", args, folder)).to.equal(join(folder, "other.yaml"));
    });
  }

  it("finds a file with a blank and an absolute path", async () => {
    expect(await found("pulumi", ["preview", "--config-file", "/etc/a b.yaml"], folder)).to.equal("/etc/a b.yaml");
  });

  it("finds none if there is no such option, or no pulumi", async () => {
    expect(await found("pulumi", ["up"], folder)).to.equal(null);
    expect(await found("node", ["--config-file", "other.yaml"], folder)).to.equal(null);
  });
});
