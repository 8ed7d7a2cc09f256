import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { LOCAL_REPORT } from "../../tools/cli/localReport.ts";
import { runCommand } from "../../tools/lib/command.ts";
import { ROOT } from "../../tools/lib/paths.ts";
import type { Report } from "../../tools/report/model.ts";
import { copySampleProject } from "../support/copySampleProject.ts";

let project: string;

const startScript = () => path.join(project, "tools", "cli", "start.ts");

const start = (...args: string[]) => runCommand(process.execPath, [startScript(), ...args]);

describe("npm start", function () {
  this.timeout(120_000);
  this.slow(60_000);

  before(() => {
    project = copySampleProject();
  });

  after(() => {
    rmSync(project, { recursive: true });
  });

  it("prints its options with --help", async () => {
    const { code, output } = await start("--help");
    expect(code).to.equal(0);
    expect(output).to.include("npm start -- --provider=aws").and.include("--keep");
  });

  const invalidOptions = [
    ["--provider=x", "--provider must be local or aws (got x)."],
    ["--port=abc", "--port must be a port number from 1 to 65535 (got abc)."],
    ["--function=mailer", "--function must be one of: viewer, notifier (got mailer)."],
    ["--prot=4566", "Unknown option '--prot'"],
  ] as const;
  for (const [option, message] of invalidOptions) {
    it(`rejects ${option}`, async () => {
      const { code, output } = await start(option);
      expect(code).to.equal(1);
      expect(output).to.include(message);
      expect(output).not.to.match(/^\s+at /m);
    });
  }

  it("rejects a port in use, and names it", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    try {
      const { code, output } = await start(`--port=${port}`);
      expect(code).to.equal(1);
      expect(output)
        .to.include(`Port ${port} on 127.0.0.1 is not available`)
        .and.not.match(/^\s+at /m);
    } finally {
      server.close();
    }
  });

  describe("npm start, two runs at once", () => {
    let runs: StartedRun[];
    let earliestStartMs: number;

    before(async () => {
      earliestStartMs = Date.now();
      runs = [new StartedRun(), new StartedRun()];
      await Promise.all(runs.map((run) => run.waitFor("resources created")));
    });

    after(() => {
      for (const run of runs) run.child.kill("SIGKILL");
    });

    it("starts each run with its own emulator and directory", () => {
      const directories = runs.map((run) => run.directory());
      expect(directories[0]).not.to.equal(directories[1]);
      for (const directory of directories) expect(existsSync(directory)).to.be.true;
    });

    it("prints commands with which another shell changes and deploys a value", async () => {
      const [run] = runs as [StartedRun, StartedRun];
      await run.waitFor("when their caches expire");
      const commands = run.output.match(/^ {2}(cd|export|pulumi config set|pulumi up) .*$/gm) ?? [];
      const script = `${commands.join("\n")} --yes --skip-preview`;
      const { code, output } = await runCommand("bash", ["-ec", script], { env: { PATH: process.env["PATH"] } });
      expect(code, output).to.equal(0);
      expect(output).to.match(/^ {4}~ 3 updated\n {4}28 unchanged$/m);
    });

    it("prints a command that invokes each function, with its event", async () => {
      const [run] = runs as [StartedRun, StartedRun];
      await run.waitFor("when their caches expire");
      const event = path.join(project, "app", "notifier.event.json");
      expect(run.output.match(/^ {2}aws lambda invoke .*$/gm)).to.deep.equal([
        "  aws lambda invoke --function-name parameterStoreBlog-dev_viewer /dev/stdout | cat",
        `  aws lambda invoke --function-name parameterStoreBlog-dev_notifier --payload 'fileb://${event}' /dev/stdout | cat`,
      ]);
    });

    it("prints the message of a preview that the schemas reject, with a fix for each mistake", async () => {
      const [run] = runs as [StartedRun, StartedRun];
      await run.waitFor("resources created");
      expect(run.output).to.include('  Invalid config for stack "dev" (3 problems). Nothing was deployed.\n');
      for (const line of [
        /^ {4}- parameters\.appConfig\.\w+ is missing: app\/sections\.ts requires it\. Fix: `pulumi config set /m,
        /^ {4}- parameters\.appConfig\.\w+ does not match app\/sections\.ts: Invalid .*\. Fix: `pulumi config rm /m,
        /^ {4}- secrets\.appSecrets\.secretKey is missing: app\/sections\.ts requires it\. Fix: `pulumi config set --secret /m,
      ]) {
        expect(run.output).to.match(line);
      }
    });

    it("prints who reads what, both responses and only checks that passed", async () => {
      const [run] = runs as [StartedRun, StartedRun];
      await run.waitFor("Report with traces and statistics: ");
      expect(run.output).to.match(/^dev {4}viewer {4}all, by path {5}yes +yes$/m);
      expect(run.output).to.match(/^prod {3}notifier {2}a list, by name {2}yes +no$/m);
      expect(run.output).to.match(/^ {2}viewer\(\{\}\): \{"sections":.*"appSecrets":\{"secretKey":"\*{8}"\}/m);
      expect(run.output).to.match(/^ {2}notifier\(\{"name":"Ada"\}\): \{"message":"Hello Ada","appConfig":/m);
      const checks = run.output.match(/^(dev|prod): .*: (yes|NO)$/gm) ?? [];
      expect(checks).to.have.length(12);
      expect(checks.filter((check) => check.endsWith("NO"))).to.deep.equal([]);
      expect(checks).to.include("dev: viewer received the secrets that were set: yes");
      expect(checks).to.include("prod: the response of viewer masks the secrets: yes");
      for (const stack of ["dev", "prod"]) {
        for (const [name, operation] of [
          ["viewer", "GetParametersByPath"],
          ["notifier", "GetParameters"],
        ] as const) {
          const loads = `makes 1 ${operation} call when it is cold, and none when it is warm`;
          expect(checks).to.include(`${stack}: ${name} ${loads}: yes`);
        }
        const unread = "notifier does not read appSecrets, and its response contains nothing of it";
        expect(checks).to.include(`${stack}: ${unread}: yes`);
      }
    });

    it("writes a report of both stacks to the printed path", async () => {
      // Both runs write the same file. It is complete when both have printed its path.
      const file = path.join(project, path.relative(ROOT, LOCAL_REPORT));
      await Promise.all(runs.map((run) => run.waitFor(`Report with traces and statistics: ${file}\n`)));
      const html = readFileSync(file, "utf8");
      const report = JSON.parse(/id="report">(.*?)<\/script>/s.exec(html)?.[1] ?? "") as Report;
      expect(Date.parse(report.createdAt)).to.be.greaterThan(earliestStartMs);
      expect(report.stacks.map(({ name }) => name)).to.deep.equal(["dev", "prod"]);
      for (const { name, functions } of report.stacks) {
        expect(functions.map(({ functionName }) => functionName)).to.deep.equal([
          `parameterStoreBlog-${name}_viewer`,
          `parameterStoreBlog-${name}_notifier`,
        ]);
      }
      for (const { traces } of report.stacks.flatMap(({ functions }) => functions)) {
        // 2, plus 10 for the report, plus those of refreshOnChange in dev.
        expect(traces).to.have.length.of.at.least(12);
        for (const { startedAtMs } of traces) expect(startedAtMs).to.be.greaterThan(earliestStartMs);
      }
    });

    it("stops at Ctrl-C, with every process it started", async () => {
      const [run] = runs as [StartedRun, StartedRun];
      const directory = run.directory();
      const emulator = run.emulatorPid();
      run.child.kill("SIGINT");
      expect(await run.exitCode()).to.equal(1);
      expect(run.output).to.include("Stopped");
      expect(isRunning(emulator)).to.be.false;
      expect(existsSync(directory)).to.be.false;
    });

    it("stops when its emulator ends, and reports it", async () => {
      const [, run] = runs as [StartedRun, StartedRun];
      const directory = run.directory();
      process.kill(run.emulatorPid(), "SIGKILL");
      expect(await run.exitCode()).to.equal(1);
      expect(run.output).to.include("The AWS emulator exited (SIGKILL)");
      expect(existsSync(directory)).to.be.false;
    });
  });
});

/** A process that runs `npm start -- --keep`. */
class StartedRun {
  readonly child: ChildProcess = spawn(process.execPath, [startScript(), "--keep"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  readonly #ended = once(this.child, "exit");
  output = "";

  constructor() {
    const collect = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on("data", collect);
    this.child.stderr?.on("data", collect);
  }

  async waitFor(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`npm start ended:\n${this.output}`);
      await sleep(50);
    }
  }

  async exitCode(): Promise<unknown> {
    const [code] = (await Promise.race([this.#ended, sleep(20_000, ["still running"])])) as unknown[];
    return code;
  }

  /** Returns the process ID of the emulator. */
  emulatorPid(): number {
    const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
    for (const line of processes.split("\n")) {
      const [pid, parent, ...args] = line.trim().split(/\s+/);
      if (Number(parent) === this.child.pid && args.join(" ").includes("ministack")) return Number(pid);
    }
    throw new Error("The emulator is not running.");
  }

  /** Returns the run's directory, which is the working directory of its emulator. */
  directory(): string {
    const pid = this.emulatorPid();
    if (process.platform === "linux") return readlinkSync(`/proc/${pid}/cwd`);
    const files = execFileSync("lsof", ["-a", "-p", String(pid), "-d", "cwd", "-Fn"], { encoding: "utf8" });
    return /^n(.*)$/m.exec(files)?.[1] ?? "";
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
