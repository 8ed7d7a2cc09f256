import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CliError } from "../lib/cliError.ts";
import { lastLines } from "../lib/command.ts";
import { NODE_BIN } from "../lib/paths.ts";

/** The default account of the emulator. */
export const EMULATOR_ACCOUNT = "000000000000";

/** Credentials for the emulator, which accepts any by default. */
export const EMULATOR_CREDENTIALS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

export interface EmulatorOptions {
  /** The directory of the `ministack` command. */
  readonly python: string;
  /** The directory for the log and temporary files. */
  readonly directory: string;
  readonly region: string;
  /** The address to which functions send traces, such as `127.0.0.1:2000`. */
  readonly xrayDaemonAddress: string;
  /** Default: a free port. */
  readonly port?: number;
  /** More environment variables of the emulator, such as `AUTH` and `MINISTACK_ACCOUNT_ID`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface Emulator {
  /** The endpoint URL, such as `http://127.0.0.1:4566`. */
  readonly url: string;
  /** Rejects with a CliError if the emulator exits before it is stopped. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

/** Starts ministack, an AWS emulator, on the loopback interface. It keeps all data in memory. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const port = await findPort(options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const logFile = path.join(options.directory, "emulator.log");
  const log = openSync(logFile, "a");
  const child = spawn(path.join(options.python, "ministack"), [], {
    cwd: options.directory,
    // A separate process group: Ctrl-C does not reach it directly, and `stop` also ends its function processes.
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
      // Functions inherit the following.
      AWS_XRAY_DAEMON_ADDRESS: options.xrayDaemonAddress,
      ...options.settings,
    },
  });
  let stopped = false;
  const died = new Promise<never>((_resolve, reject) => {
    child.once("exit", (code, signal) => {
      if (stopped) return;
      const reason = `The AWS emulator exited (${signal ?? `exit code ${code ?? "unknown"}`}). Fix: run the command again.`;
      reject(new CliError(`${reason}\nThe last lines of its log:\n${lastLines(readFileSync(logFile, "utf8"))}`));
    });
    child.once("error", (error) => {
      reject(
        new CliError(`Cannot start the AWS emulator: ${error.message}. Fix: delete .local/ and run the command again.`),
      );
    });
  });
  // Prevents an unhandled rejection. Callers race with `died`.
  died.catch(() => undefined);
  // The emulator never outlives this process.
  const kill = () => {
    signalGroup(child, "SIGKILL");
  };
  process.once("exit", kill);
  const stop = async () => {
    stopped = true;
    await stopGroup(child);
    process.off("exit", kill);
  };
  try {
    await Promise.race([died, waitUntilHealthy(url, options.signal)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, died, stop };
}

/** Returns the given port, or a free port for 0. Throws if the port is in use. */
export async function findPort(requested: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new CliError(
          `Port ${requested} on 127.0.0.1 is not available (${error.message}). Fix: pass a different --port.`,
        ),
      );
    });
    server.listen(requested, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : requested);
      });
    });
  });
}

async function waitUntilHealthy(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const response = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new CliError("The AWS emulator did not respond within 60 s. Fix: run the command again.");
}

/** Stops the emulator, and kills its process group if it does not exit in time. */
async function stopGroup(child: ChildProcess): Promise<void> {
  const hasExited = child.exitCode !== null || child.signalCode !== null;
  const exit = hasExited ? Promise.resolve() : new Promise((resolve) => child.once("exit", resolve));
  signalGroup(child, "SIGTERM");
  await Promise.race([exit, sleep(3000)]);
  signalGroup(child, "SIGKILL");
  await exit;
}

/** Sends a signal to the emulator and its function processes. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All processes of the group have exited.
  }
}
