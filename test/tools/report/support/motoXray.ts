import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPort } from "../../../../tools/local/emulator.ts";
import { preparePythonEnvironment } from "../../../../tools/local/pythonEnvironment.ts";

const MOTO = {
  name: "moto",
  directoryName: "python-moto",
  requirements: path.join(import.meta.dirname, "moto-requirements.txt"),
  module: "moto.xray",
  description: "moto, an X-Ray emulator, into .local/python-moto (about 20 s)",
};

/** Installs moto if it is missing, and returns the directory with its commands. */
export const installMoto = (signal: AbortSignal): Promise<string> => preparePythonEnvironment(signal, MOTO);

/** A running moto server. */
export interface MotoXray {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts moto's server on loopback. Its X-Ray API stores segments in memory, and returns summaries and traces. */
export async function startMotoXray(): Promise<MotoXray> {
  const bin = await installMoto(new AbortController().signal);
  const port = await findPort(0);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(path.join(bin, "moto_server"), ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    const ended = once(child, "exit");
    if (isRunning(child) && child.kill()) await ended;
  };
  for (let waitedMs = 0; waitedMs < 60_000 && isRunning(child); waitedMs += 100) {
    if (await fetch(`${url}/moto-api/`).catch(() => undefined)) return { url, stop };
    await sleep(100);
  }
  await stop();
  throw new Error("The moto server did not start.");
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;
