import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { LOCAL_REPORT } from "../../tools/cli/localReport.ts";
import { runCommand } from "../../tools/lib/command.ts";
import { ROOT } from "../../tools/lib/paths.ts";
import type { Report } from "../../tools/report/model.ts";

const START = path.join(ROOT, "tools", "cli", "start.ts");

const start = (...args: string[]) => runCommand(process.execPath, [START, ...args]);

describe("npm start", function () {
  this.timeout(120_000);
  this.slow(60_000);

  it("explains itself with --help", async () => {
    const { code, output } = await start("--help");
    expect(code).to.equal(0);
    expect(output).to.include("npm start -- --provider=aws").and.include("--keep");
  });

  const refused = [
    ["--provider=x", "--provider must be local or aws (got x)."],
    ["--port=abc", "--port must be a port number from 1 to 65535 (got abc)."],
    ["--prot=4566", "Unknown option '--prot'"],
  ] as const;
  for (const [option, message] of refused) {
    it(`refuses ${option}`, async () => {
      const { code, output } = await start(option);
      expect(code).to.equal(1);
      expect(output).to.include(message);
      expect(output).not.to.match(/^\s+at /m);
    });
  }

  it("names a port that is taken", async () => {
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

  describe("twice at once", () => {
    let runs: StartedRun[];
    let beganAtMs: number;

    before(async () => {
      beganAtMs = Date.now();
      runs = [new StartedRun(), new StartedRun()];
      await Promise.all(runs.map((run) => run.says("resources created")));
    });

    after(() => {
      for (const run of runs) run.child.kill("SIGKILL");
    });

    it("gives each run an endpoint and a folder of its own", () => {
      const folders = runs.map((run) => run.directory());
      expect(folders[0]).not.to.equal(folders[1]);
      for (const folder of folders) expect(existsSync(folder)).to.be.true;
    });

    it("lets another shell change a value and deploy it, as it says", async () => {
      const [run] = runs as [StartedRun, StartedRun];
      await run.says("when its cache expires");
      const commands = run.output.match(/^ {2}(cd|export|pulumi config set|pulumi up) .*$/gm) ?? [];
      const script = `${commands.join("\n")} --yes --skip-preview`;
      const { code, output } = await runCommand("bash", ["-ec", script], { env: { PATH: process.env["PATH"] } });
      expect(code, output).to.equal(0);
      expect(output).to.match(/^ {4}~ 2 updated\n {4}23 unchanged$/m);
    });

    it("leaves a report of both stacks where it says", async () => {
      // Both write the same file: once both say so, it is whole.
      await Promise.all(runs.map((run) => run.says(`Report with traces and statistics: ${LOCAL_REPORT}\n`)));
      const html = readFileSync(LOCAL_REPORT, "utf8");
      const report = JSON.parse(/id="report">(.*?)<\/script>/s.exec(html)?.[1] ?? "") as Report;
      expect(Date.parse(report.createdAt)).to.be.greaterThan(beganAtMs);
      expect(report.stacks.map(({ name }) => name)).to.deep.equal(["dev", "prod"]);
      for (const { traces } of report.stacks) {
        // Three, and twenty more for the report; in dev the push adds some.
        expect(traces).to.have.length.of.at.least(23);
        for (const { startedAtMs } of traces) expect(startedAtMs).to.be.greaterThan(beganAtMs);
      }
    });

    it("ends a run at Ctrl-C, with all that it started", async () => {
      const [run] = runs as [StartedRun, StartedRun];
      const folder = run.directory();
      const endpoint = run.endpoint();
      run.child.kill("SIGINT");
      expect(await run.exitCode()).to.equal(1);
      expect(run.output).to.include("Stopped");
      expect(isRunning(endpoint)).to.be.false;
      expect(existsSync(folder)).to.be.false;
    });

    it("ends a run when its endpoint dies, and says so", async () => {
      const [, run] = runs as [StartedRun, StartedRun];
      const folder = run.directory();
      process.kill(run.endpoint(), "SIGKILL");
      expect(await run.exitCode()).to.equal(1);
      expect(run.output).to.include("The AWS emulator exited (SIGKILL)");
      expect(existsSync(folder)).to.be.false;
    });
  });
});

/** `npm start -- --keep` in a process of its own. */
class StartedRun {
  readonly child: ChildProcess = spawn(process.execPath, [START, "--keep"], { stdio: ["ignore", "pipe", "pipe"] });
  readonly #ended = once(this.child, "exit");
  output = "";

  constructor() {
    const collect = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on("data", collect);
    this.child.stderr?.on("data", collect);
  }

  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`npm start ended:\n${this.output}`);
      await sleep(50);
    }
  }

  async exitCode(): Promise<unknown> {
    const [code] = (await Promise.race([this.#ended, sleep(20_000, ["still running"])])) as unknown[];
    return code;
  }

  /** The endpoint's process. */
  endpoint(): number {
    const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
    for (const line of processes.split("\n")) {
      const [pid, parent, ...args] = line.trim().split(/\s+/);
      if (Number(parent) === this.child.pid && args.join(" ").includes("ministack")) return Number(pid);
    }
    throw new Error("The endpoint is not running.");
  }

  /** The run's folder, in which its endpoint runs. */
  directory(): string {
    const pid = this.endpoint();
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
