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

export interface ProviderAtEndpoint {
  readonly provider: LocalAwsProvider;
  /** For what is done behind the provider's back. */
  readonly aws: AwsClients;
  /** The path of a .zip file with a function's code. */
  readonly zip: string;
}

const REGION = "eu-west-1";
const PATIENCE_MS = 60_000;

/** A provider without the engine, at an endpoint of its own that is there during the tests around the call. */
export function useProviderAtEndpoint(): () => ProviderAtEndpoint {
  let directory: string;
  let endpoint: Emulator;
  let running: ProviderAtEndpoint;

  before(async function () {
    this.timeout(PATIENCE_MS);
    const { signal } = new AbortController();
    const python = await preparePythonEnvironment(signal);
    directory = mkdtempSync(path.join(tmpdir(), "provider-"));
    // Nothing listens there: no function runs that would send traces.
    const xrayDaemonAddress = "127.0.0.1:1";
    endpoint = await startEmulator({ python, directory, region: REGION, xrayDaemonAddress, signal });
    const aws = awsClients(endpoint.url, REGION, { accessKeyId: "test", secretAccessKey: "test" });
    const zip = path.join(directory, "function.zip");
    writeFileSync(zip, zipSync({ "index.js": Buffer.from("exports.handler = async () => 1;") }));
    running = { provider: new LocalAwsProvider(aws, REGION), aws, zip };
  });
  after(async () => {
    await endpoint.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return () => running;
}
