import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { zipSync } from "fflate";
import { startEmulator } from "../../../tools/local/emulator.ts";
import type { Emulator } from "../../../tools/local/emulator.ts";
import { preparePythonEnvironment } from "../../../tools/local/pythonEnvironment.ts";
import { awsClients } from "../../../tools/local-provider/awsClients.ts";
import type { AwsClients } from "../../../tools/local-provider/awsClients.ts";
import { LocalAwsProvider } from "../../../tools/local-provider/localAwsProvider.ts";

/** A local AWS provider, and clients for its emulator. */
export interface ProviderWithEmulator {
  readonly provider: LocalAwsProvider;
  /** Clients for changes outside the provider. */
  readonly aws: AwsClients;
  /** The path of a .zip file with a function's code. */
  readonly zip: string;
}

const REGION = "eu-west-1";
const TIMEOUT_MS = 60_000;

/** Starts an emulator for the surrounding tests, and returns a function that returns a provider for it, without the engine. */
export function useProviderWithEmulator(): () => ProviderWithEmulator {
  let directory: string;
  let emulator: Emulator;
  let running: ProviderWithEmulator;

  before(async function () {
    this.timeout(TIMEOUT_MS);
    const { signal } = new AbortController();
    const python = await preparePythonEnvironment(signal);
    directory = mkdtempSync(path.join(tmpdir(), "provider-"));
    // Nothing listens on this port: no function runs that could send traces.
    const xrayDaemonAddress = "127.0.0.1:1";
    emulator = await startEmulator({ python, directory, region: REGION, xrayDaemonAddress, signal });
    const aws = awsClients(emulator.url, REGION, { accessKeyId: "test", secretAccessKey: "test" });
    const zip = path.join(directory, "function.zip");
    writeFileSync(zip, zipSync({ "index.js": Buffer.from("exports.handler = async () => 1;") }));
    running = { provider: new LocalAwsProvider(aws, REGION), aws, zip };
  });
  after(async () => {
    await emulator.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return () => running;
}
