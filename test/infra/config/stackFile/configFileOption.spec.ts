import { spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import type { Fix } from "../../../../infra/config/problems/stackConfigError.ts";
import { withConfigFileOption } from "../../../../infra/config/stackFile/configFileOption.ts";

const MODULE = join(import.meta.dirname, "../../../../infra/config/stackFile/configFileOption.ts");

/** The code of the program, which prints the file. */
const PROGRAM = `const { configFileOption } = await import(${JSON.stringify(MODULE)});
process.stdout.write(JSON.stringify(configFileOption() ?? null));`;

/** Returns code that runs other code in a child process: `pulumi` starts the host, which starts the program. */
const start = (code: string) => `require("child_process").spawnSync(process.execPath,
  ["--input-type=module", "-e", ${JSON.stringify(code)}], { stdio: "inherit" });`;
const startHost = `require("child_process").spawnSync(process.execPath,
  ["-e", ${JSON.stringify(start(PROGRAM))}], { stdio: "inherit" });`;

/** Returns what the program prints if it is started by a process of this name with these arguments. */
async function findFile(command: string, args: readonly string[], cwd: string): Promise<unknown> {
  const child = spawn(process.execPath, ["-e", startHost, "--", ...args], { argv0: command, cwd });
  const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return JSON.parse(output);
}

// These tests need /proc, which only Linux has.
describe("configFileOption", () => {
  const folder = realpathSync(tmpdir());

  for (const args of [
    ["up", "--config-file", "other.yaml", "--yes"],
    ["up", "--config-file=other.yaml"],
    ["up", "--config-file", "first.yaml", "--config-file", "other.yaml"],
  ]) {
    it(`returns the file of pulumi ${args.join(" ")}`, async () => {
      expect(await findFile("/usr/bin/pulumi", args, folder)).to.equal(join(folder, "other.yaml"));
    });
  }

  it("returns an absolute path with a space", async () => {
    expect(await findFile("pulumi", ["preview", "--config-file", "/etc/a b.yaml"], folder)).to.equal("/etc/a b.yaml");
  });

  it("returns undefined without the option or without a pulumi process", async () => {
    expect(await findFile("pulumi", ["up"], folder)).to.equal(null);
    expect(await findFile("node", ["--config-file", "other.yaml"], folder)).to.equal(null);
  });
});

describe("withConfigFileOption", () => {
  const name = "my stacks/prod.yaml";
  const fixed = (fix: Fix, isOption: boolean) =>
    withConfigFileOption([{ key: "key", rule: "must be", fix }], { name, isOption }).map((problem) => problem.fix);

  it("adds the option to each command if the config was read with it", () => {
    const option = "--config-file 'my stacks/prod.yaml'";
    expect(fixed("pulumi config set memorySize 256", true)).to.deep.equal([
      `pulumi config set ${option} memorySize 256`,
    ]);
    expect(fixed(["pulumi config rm a", "pulumi config set --path -- 'b.c' -1"], true)).to.deep.equal([
      [`pulumi config rm ${option} a`, `pulumi config set ${option} --path -- 'b.c' -1`],
    ]);
  });

  it("does not change other commands and manual edits", () => {
    for (const fix of ["aws configure", { byHand: "put quotes around 1.10" }]) {
      expect(fixed(fix, true)).to.deep.equal([fix]);
    }
  });

  it("does not change commands if the config was read from the default file", () => {
    expect(fixed("pulumi config set memorySize 256", false)).to.deep.equal(["pulumi config set memorySize 256"]);
  });
});
