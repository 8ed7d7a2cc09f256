import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { ROOT } from "../../../tools/lib/paths.ts";
import type * as PulumiCli from "../../../tools/local/pulumiCli.ts";
import type * as PythonEnvironment from "../../../tools/local/pythonEnvironment.ts";
import { withEnvironment } from "../../app/support/environment.ts";

const { signal } = new AbortController();

/** The two steps of the set-up, in a copy of the project in which nothing is set up yet, with fake commands. */
describe("the set-up", () => {
  withEnvironment({ PATH: process.env["PATH"] });
  let project: string;
  let bin: string;

  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), "set-up-"));
    bin = path.join(project, "bin");
    writeFileSync(path.join(project, "package.json"), '{ "type": "module" }');
    for (const folder of ["tools/lib", "tools/local"]) {
      cpSync(path.join(ROOT, folder), path.join(project, folder), { recursive: true });
    }
    mkdirSync(path.join(project, "node_modules", "pulumi"), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules", "semver"), path.join(project, "node_modules", "semver"));
    writeFileSync(path.join(project, "node_modules", "pulumi", "package.json"), '{ "version": "3.265.0" }');
    writeFileSync(path.join(project, "node_modules", "pulumi", "run.js"), 'console.log("no way to the vendor");');
    process.env["PATH"] = bin;
  });

  afterEach(() => {
    rmSync(project, { recursive: true, force: true });
  });

  function command(file: string, ...lines: string[]): void {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(path.join(project, file), 0o755);
  }

  describe("of Python", () => {
    const pythonEnvironment = async () => {
      const module = (await import(path.join(project, "tools/local/pythonEnvironment.ts"))) as typeof PythonEnvironment;
      return module.pythonEnvironment(signal);
    };
    const environment = () => path.join(project, ".local/python/bin");
    const installs = () => readFileSync(path.join(project, "installs"), "utf8").trim().split("\n").length;

    /** A Python whose environments answer each command with the given lines. */
    function python(...lines: string[]): void {
      command("environment-python", ...lines);
      command(
        "bin/python3",
        'if [ "$2" = venv ]; then',
        `  /bin/mkdir -p "$3/bin" && /bin/cp "${project}/environment-python" "$3/bin/python"`,
        "fi",
      );
    }

    it("says which Python is needed, where there is none", async () => {
      const error = await rejection(pythonEnvironment());
      expect(error).to.match(/^Python 3\.10 or newer is needed .* not on PATH/);
    });

    it("says what is missing, where Python cannot make an environment", async () => {
      command("bin/python3", 'if [ "$2" = venv ]; then echo "ensurepip is not available"; exit 1; fi');
      const error = await rejection(pythonEnvironment());
      expect(error).to.include("`apt install python3-venv`").and.include("ensurepip is not available");
    });

    it("says what pip said, where it cannot install", async () => {
      python('echo "no way to PyPI"; exit 1');
      const error = await rejection(pythonEnvironment());
      expect(error).to.include("needs PyPI").and.include("no way to PyPI");
    });

    it("installs once, and again when the requirements change", async () => {
      python(`if [ "$2" = pip ]; then echo "$@" >> "${project}/installs"; fi`);
      expect(await pythonEnvironment()).to.equal(environment());
      expect(await pythonEnvironment()).to.equal(environment());
      expect(installs()).to.equal(1);
      writeFileSync(path.join(project, "tools/local/requirements.txt"), "ministack==2");
      await pythonEnvironment();
      expect(installs()).to.equal(2);
    });

    it("installs again when the environment no longer works", async () => {
      python(`if [ "$2" = pip ]; then echo "$@" >> "${project}/installs"; fi`);
      await pythonEnvironment();
      rmSync(path.join(environment(), "python"));
      await pythonEnvironment();
      expect(installs()).to.equal(2);
    });
  });

  describe("of the Pulumi CLI", () => {
    const pulumiCli = async () => {
      const module = (await import(path.join(project, "tools/local/pulumiCli.ts"))) as typeof PulumiCli;
      return module.pulumiCli(signal);
    };

    const pinned = () => {
      const goMod = readFileSync(path.join(ROOT, "tools/local/pulumi-cli/go.mod"), "utf8");
      return /pulumi\/pkg\/v3 (v[\d.]+)/.exec(goMod)?.[1];
    };

    it("takes the one on PATH", async () => {
      command("bin/pulumi", "echo v3.265.0");
      expect(await pulumiCli()).to.equal(bin);
    });

    it("passes over one that is too old, broken, or npm's", async () => {
      const folders = ["node_modules/.bin", "old", "broken", "new"];
      process.env["PATH"] = folders.map((folder) => path.join(project, folder)).join(path.delimiter);
      command("node_modules/.bin/pulumi", "echo v3.999.0");
      command("old/pulumi", "echo v3.100.0");
      command("broken/pulumi", "echo v3.999.0; exit 1");
      command("new/pulumi", "echo v3.300.0");
      expect(await pulumiCli()).to.equal(path.join(project, "new"));
    });

    it("takes the official one, downloaded once", async () => {
      const run = path.join(project, "node_modules/pulumi/run.js");
      const folder = path.join(project, ".local/pulumi-home/versions/3.265.0/bin");
      writeFileSync(
        run,
        `import { mkdirSync, writeFileSync } from "node:fs";
         mkdirSync("${folder}", { recursive: true });
         writeFileSync("${folder}/pulumi", "");`,
      );
      writeFileSync(
        path.join(project, "node_modules/pulumi/package.json"),
        '{ "version": "3.265.0", "type": "module" }',
      );
      expect(await pulumiCli()).to.equal(folder);
      rmSync(run);
      expect(await pulumiCli()).to.equal(folder);
    });

    it("builds one from Go modules if the download fails, and prints its progress", async () => {
      command(
        "bin/go",
        'if [ "$1" = list ]; then for n in 1 2 3 4; do echo "example.com/package$n"; done; exit; fi',
        `echo "$@" > "${project}/built"`,
        'echo "go: downloading example.com/module v1.0.0"; for n in 1 2 3 4; do echo "example.com/package$n"; done',
        'while [ "$1" != -o ]; do shift; done; echo > "$2"',
      );
      const { printed, result: folder } = await printedBy(pulumiCli);
      expect(path.dirname(folder)).to.equal(path.join(project, ".local/pulumi-cli"));
      expect(existsSync(path.join(folder, "pulumi"))).to.be.true;
      expect(readFileSync(path.join(project, "built"), "utf8")).to.include(`version.Version=${pinned()} `);
      for (const count of [1, 2, 3, 4]) {
        expect(printed).to.include(`Pulumi CLI: ${count} of 4 packages compiled`);
      }
    });

    it("says what was tried and what would help, where no way works", async () => {
      command("bin/go", 'echo "no way to the proxy"; exit 1');
      const error = await rejection(pulumiCli());
      expect(error).to.include("no way to the vendor").and.include("no way to the proxy");
      expect(error).to.include("https://www.pulumi.com/docs/install/").and.include("3.265.0 or newer");
    });
  });
});

/** Everything that is printed with console.log while `work` runs, and its result. */
async function printedBy<T>(work: () => Promise<T>): Promise<{ readonly printed: string; readonly result: T }> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => lines.push(line);
  try {
    return { result: await work(), printed: lines.join("\n") };
  } finally {
    console.log = log;
  }
}

async function rejection(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("It should have failed.");
}
