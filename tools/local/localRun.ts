import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { withProgress } from "../lib/output.ts";
import { LOCAL } from "../lib/paths.ts";
import { runConcurrently } from "../lib/runConcurrently.ts";
import type { AccessKey } from "../local-provider/awsClients.ts";
import { startLocalProvider } from "../local-provider/startLocalProvider.ts";
import { copyProject } from "./copyProject.ts";
import { createAdminUser } from "./createAdminUser.ts";
import { startEmulator } from "./emulator.ts";
import type { Emulator } from "./emulator.ts";
import { findPulumiCli } from "./pulumiCli.ts";
import { preparePythonEnvironment } from "./pythonEnvironment.ts";
import { commandDirectories, runEnvironment, useRunEnvironment } from "./runEnvironment.ts";
import { startXrayDaemon } from "./xrayDaemon.ts";
import type { XrayDaemon } from "./xrayDaemon.ts";

/** The region of the committed stack files. */
export const REGION = "eu-west-1";

export interface LocalRunOptions {
  /** `local` for the provider in `tools/local-provider`; `aws` for the AWS provider's plugin. */
  readonly provider: "local" | "aws";
  /** The emulator's port. Default: a free port. */
  readonly port?: number;
  readonly signal: AbortSignal;
}

/** A running emulator, and what is needed to deploy stacks to it. */
export interface LocalRun {
  readonly provider: "local" | "aws";
  /** The directory of the run, with the state and all logs. */
  readonly directory: string;
  /** The project directory, with copies of the stack files. */
  readonly project: string;
  readonly emulator: Emulator;
  /** The access key of the administrator, who is also the deployer. */
  readonly credentials: AccessKey;
  readonly daemon: XrayDaemon;
  /** The directories for PATH and the environment variables that a shell needs to work with the run. */
  readonly shell: { readonly directories: readonly string[]; readonly variables: Readonly<Record<string, string>> };
  readonly signal: AbortSignal;
  /** Stops all processes of the run, and deletes its directory. */
  stop(): Promise<void>;
}

/**
 * Starts a local run. Installs what is missing, starts the emulator, the X-Ray daemon and the AWS provider, and creates a
 * project directory with copies of the stack files. Changes the working directory to it, as Pulumi requires.
 */
export async function startLocalRun({ provider, port, signal }: LocalRunOptions): Promise<LocalRun> {
  const [python, cli] = await runConcurrently(signal, preparePythonEnvironment, findPulumiCli);

  mkdirSync(path.join(LOCAL, "runs"), { recursive: true });
  const directory = mkdtempSync(path.join(LOCAL, "runs", "run-"));
  const previousDirectory = process.cwd();
  const cleanups: (() => void | Promise<void>)[] = [
    () => {
      process.chdir(previousDirectory);
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  ];
  const stop = async () => {
    for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
  };
  try {
    // Functions run below this directory. Without this file, Node.js would treat their `.js` files as ES modules.
    writeFileSync(path.join(directory, "package.json"), '{ "type": "commonjs" }');
    const project = copyProject(directory, REGION);
    const daemon = await startXrayDaemon();
    cleanups.push(() => {
      daemon.stop();
    });
    const emulator = await withProgress("Starting the AWS emulator", () =>
      startEmulator({
        python,
        directory,
        region: REGION,
        xrayDaemonAddress: daemon.address,
        settings: { NODE_OPTIONS: `--require "${path.join(import.meta.dirname, "measureColdStart.ts")}"` },
        signal,
        ...(port === undefined ? {} : { port }),
      }),
    );
    cleanups.push(() => emulator.stop());
    const credentials = await createAdminUser(emulator.url, REGION);
    const local = provider === "local" ? await startLocalProvider({ endpoint: emulator.url, credentials }) : undefined;
    if (local !== undefined) cleanups.push(() => local.stop());

    const providerPort = local === undefined ? {} : { providerPort: local.port };
    const environment = { cli, directory, endpointUrl: emulator.url, credentials, ...providerPort };
    useRunEnvironment(environment);
    process.chdir(project);
    return {
      provider,
      directory,
      project,
      emulator,
      credentials,
      daemon,
      shell: { directories: commandDirectories(environment), variables: runEnvironment(environment) },
      signal,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
