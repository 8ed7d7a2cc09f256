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

/** Runs both steps in a copy of the project in which nothing is installed, with fake commands. */
describe("local setup", () => {
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
    writeFileSync(path.join(project, "node_modules", "pulumi", "run.js"), 'console.log("download failed");');
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

  describe("preparePythonEnvironment", () => {
    const preparePythonEnvironment = async () => {
      const module = (await import(path.join(project, "tools/local/pythonEnvironment.ts"))) as typeof PythonEnvironment;
      return module.preparePythonEnvironment(signal);
    };
    const environment = () => path.join(project, ".local/python/bin");
    const installs = () => readFileSync(path.join(project, "installs"), "utf8").trim().split("\n").length;

    /** Creates a fake Python, whose environments run the given shell commands. */
    function python(...lines: string[]): void {
      command("environment-python", ...lines);
      command(
        "bin/python3",
        'if [ "$2" = venv ]; then',
        `  /bin/mkdir -p "$3/bin" && /bin/cp "${project}/environment-python" "$3/bin/python"`,
        "fi",
      );
    }

    it("throws with the required version if Python is not on PATH", async () => {
      const error = await rejection(preparePythonEnvironment());
      expect(error).to.match(/^ministack requires Python 3\.10 or newer, which is not on PATH\. Fix: /);
    });

    it("throws with the missing Debian package if Python cannot create an environment", async () => {
      command("bin/python3", 'if [ "$2" = venv ]; then echo "ensurepip is not available"; exit 1; fi');
      const error = await rejection(preparePythonEnvironment());
      expect(error).to.include("`apt install python3-venv`").and.include("ensurepip is not available");
    });

    it("throws with the output of pip if it cannot install", async () => {
      python('echo "connection refused"; exit 1');
      const error = await rejection(preparePythonEnvironment());
      expect(error)
        .to.include("pip cannot install ministack. Fix: allow access to PyPI")
        .and.include("connection refused");
    });

    it("installs once, and again if the requirements change", async () => {
      python(`if [ "$2" = pip ]; then echo "$@" >> "${project}/installs"; fi`);
      expect(await preparePythonEnvironment()).to.equal(environment());
      expect(await preparePythonEnvironment()).to.equal(environment());
      expect(installs()).to.equal(1);
      writeFileSync(path.join(project, "tools/local/requirements.txt"), "ministack==2");
      await preparePythonEnvironment();
      expect(installs()).to.equal(2);
    });

    it("installs again if the environment no longer works", async () => {
      python(`if [ "$2" = pip ]; then echo "$@" >> "${project}/installs"; fi`);
      await preparePythonEnvironment();
      rmSync(path.join(environment(), "python"));
      await preparePythonEnvironment();
      expect(installs()).to.equal(2);
    });
  });

  describe("findPulumiCli", () => {
    const findPulumiCli = async () => {
      const module = (await import(path.join(project, "tools/local/pulumiCli.ts"))) as typeof PulumiCli;
      return module.findPulumiCli(signal);
    };

    const pinned = () => {
      const goMod = readFileSync(path.join(ROOT, "tools/local/pulumi-cli/go.mod"), "utf8");
      return /pulumi\/pkg\/v3 (v[\d.]+)/.exec(goMod)?.[1];
    };

    it("returns the CLI on PATH", async () => {
      command("bin/pulumi", "echo v3.265.0");
      expect(await findPulumiCli()).to.equal(bin);
    });

    it("skips a CLI on PATH that is too old, broken, or in node_modules", async () => {
      const folders = ["node_modules/.bin", "old", "broken", "new"];
      process.env["PATH"] = folders.map((folder) => path.join(project, folder)).join(path.delimiter);
      command("node_modules/.bin/pulumi", "echo v3.999.0");
      command("old/pulumi", "echo v3.100.0");
      command("broken/pulumi", "echo v3.999.0; exit 1");
      command("new/pulumi", "echo v3.300.0");
      const { printed, result: folder } = await printedBy(findPulumiCli);
      expect(folder).to.equal(path.join(project, "new"));
      expect(printed).to.include(`Skipping ${project}/old/pulumi (v3.100.0): 3.265.0 or newer is required.`);
    });

    it("downloads the official CLI once", async () => {
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
      expect(await findPulumiCli()).to.equal(folder);
      rmSync(run);
      expect(await findPulumiCli()).to.equal(folder);
    });

    it("builds the CLI from Go modules if the download fails, and prints its progress", async () => {
      command(
        "bin/go",
        'if [ "$1" = list ]; then for n in 1 2 3 4; do echo "example.com/package$n"; done; exit; fi',
        `echo "$@" > "${project}/built"`,
        'echo "go: downloading example.com/module v1.0.0"; for n in 1 2 3 4; do echo "example.com/package$n"; done',
        'while [ "$1" != -o ]; do shift; done; echo > "$2"',
      );
      const { printed, result: folder } = await printedBy(findPulumiCli);
      expect(path.dirname(folder)).to.equal(path.join(project, ".local/pulumi-cli"));
      expect(existsSync(path.join(folder, "pulumi"))).to.be.true;
      expect(readFileSync(path.join(project, "built"), "utf8")).to.include(`version.Version=${pinned()} `);
      for (const count of [1, 2, 3, 4]) {
        expect(printed).to.include(`Pulumi CLI: ${count} of 4 packages compiled`);
      }
    });

    it("throws with all failures and all fixes if neither the download nor the build works", async () => {
      command("bin/go", 'echo "build failed"; exit 1');
      const error = await rejection(findPulumiCli());
      expect(error).to.include("download failed").and.include("build failed");
      expect(error).to.include("https://www.pulumi.com/docs/install/").and.include("3.265.0 or newer");
    });
  });
});

/** Runs `work`, and returns its result and everything that it printed with console.log. */
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
  throw new Error("It did not fail.");
}
