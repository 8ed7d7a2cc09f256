import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CliError } from "../lib/cliError.ts";
import { lastLines } from "../lib/command.ts";
import { NODE_BIN } from "../lib/paths.ts";

/** The account that the endpoint plays, unless its settings name another. */
export const EMULATOR_ACCOUNT = "000000000000";

/** What the endpoint takes for credentials: anything. */
export const EMULATOR_CREDENTIALS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

export interface EmulatorOptions {
  /** The folder with the `ministack` command. */
  readonly python: string;
  /** Where its log and its temporary files go. */
  readonly directory: string;
  readonly region: string;
  /** Where functions send their traces: `127.0.0.1:2000`. */
  readonly xrayDaemonAddress: string;
  /** A free one where it is left out. */
  readonly port?: number;
  /** More of its settings: `AUTH`, `MINISTACK_ACCOUNT_ID`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface Emulator {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  /** Rejects with a CliError if the endpoint ends before it is stopped. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

/** Starts ministack on loopback, and gives it back when it answers. It keeps everything in memory. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const port = await freePort(options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const logFile = path.join(options.directory, "endpoint.log");
  const log = openSync(logFile, "a");
  const child = spawn(path.join(options.python, "ministack"), [], {
    cwd: options.directory,
    // A group of its own: Ctrl-C reaches it through `stop`, after the engine has ended, and with its function processes.
    detached: true,
    stdio: ["ignore", log, log],
    env: {
      ...EMULATOR_CREDENTIALS,
      PATH: [NODE_BIN, process.env["PATH"]].join(path.delimiter),
      HOME: options.directory,
      TMPDIR: options.directory,
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      AWS_DEFAULT_REGION: options.region,
      // Functions inherit these.
      AWS_XRAY_DAEMON_ADDRESS: options.xrayDaemonAddress,
      ...options.settings,
    },
  });
  let stopped = false;
  const died = new Promise<never>((_resolve, reject) => {
    child.once("exit", (code, signal) => {
      if (stopped) return;
      const reason = `The AWS endpoint ended (${signal ?? `exit code ${code ?? "unknown"}`}). Run the command again.`;
      reject(new CliError(`${reason}\nThe last lines of its log:\n${lastLines(readFileSync(logFile, "utf8"))}`));
    });
    child.once("error", (error) => {
      reject(new CliError(`The AWS endpoint could not be started: ${error.message}. Delete .local/ and run again.`));
    });
  });
  died.catch(() => undefined); // whoever races with it hears of it
  // Whatever ends this process, the endpoint does not outlive it.
  const lastResort = () => {
    signalGroup(child, "SIGKILL");
  };
  process.once("exit", lastResort);
  const stop = async () => {
    stopped = true;
    await endGroup(child);
    process.off("exit", lastResort);
  };
  try {
    await Promise.race([died, untilHealthy(url, options.signal)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, died, stop };
}

/** Gives the port if it is free, or a free one for 0. */
export async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(new CliError(`Port ${wanted} on 127.0.0.1 cannot be had (${error.message}). Choose another --port.`));
    });
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : wanted);
      });
    });
  });
}

async function untilHealthy(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new CliError("The AWS endpoint did not answer within 60 s. See its log, endpoint.log, in the run's folder.");
}

async function endGroup(child: ChildProcess): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null;
  const end = ended ? Promise.resolve() : new Promise((resolve) => child.once("exit", resolve));
  signalGroup(child, "SIGTERM");
  await Promise.race([end, sleep(3000)]);
  signalGroup(child, "SIGKILL"); // function processes that ignored the first
  await end;
}

/** Signals the endpoint and the function processes that it started. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}
