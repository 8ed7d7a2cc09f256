import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { atOnce } from "../lib/atOnce.ts";
import { LOCAL } from "../lib/paths.ts";
import { withProgress } from "../lib/withProgress.ts";
import type { AccessKey } from "../local-provider/awsClients.ts";
import { startLocalProvider } from "../local-provider/startLocalProvider.ts";
import { createAdminUser } from "./createAdminUser.ts";
import { startEmulator } from "./emulator.ts";
import type { Emulator } from "./emulator.ts";
import { copyProject } from "./projectCopy.ts";
import { pulumiCli } from "./pulumiCli.ts";
import { pythonEnvironment } from "./pythonEnvironment.ts";
import { commandFolders, runEnvironment, useRunEnvironment } from "./runEnvironment.ts";
import { startXrayDaemon } from "./xrayDaemon.ts";
import type { XrayDaemon } from "./xrayDaemon.ts";

/** The region of the committed stack files. */
export const REGION = "eu-west-1";

export interface LocalRunOptions {
  /** `local`: the small provider in `local/provider`; `aws`: the AWS provider's plugin. */
  readonly provider: "local" | "aws";
  /** The endpoint's port; a free one where it is left out. */
  readonly port?: number;
  readonly signal: AbortSignal;
}

export interface LocalRun {
  readonly provider: "local" | "aws";
  /** Holds `project/` (copies of the stack files) and the state. */
  readonly directory: string;
  readonly project: string;
  readonly endpoint: Emulator;
  /** Of the user who deploys and administers the keys. */
  readonly credentials: AccessKey;
  readonly daemon: XrayDaemon;
  /** What a shell needs to go on by hand: folders of commands, for PATH, and variables. */
  readonly shell: { readonly folders: readonly string[]; readonly variables: Readonly<Record<string, string>> };
  readonly signal: AbortSignal;
  /** Ends everything that was started, and removes the run's folder. */
  stop(): Promise<void>;
}

/**
 * Sets up what is missing and starts all that a run needs: the endpoint, a place for traces, the AWS provider, and a
 * project folder with copies of the stack files. The process moves into that folder, as the ordinary command does.
 */
export async function startLocalRun({ provider, port, signal }: LocalRunOptions): Promise<LocalRun> {
  const [python, cli] = await atOnce(signal, pythonEnvironment, pulumiCli);

  mkdirSync(path.join(LOCAL, "runs"), { recursive: true });
  const directory = mkdtempSync(path.join(LOCAL, "runs", "run-"));
  const before = process.cwd();
  const started: (() => void | Promise<void>)[] = [
    () => {
      process.chdir(before);
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  ];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    // Functions run below this folder: without it Node.js would take their code for ES modules, as this package's is.
    writeFileSync(path.join(directory, "package.json"), '{ "type": "commonjs" }');
    const project = copyProject(directory, REGION);
    const daemon = await startXrayDaemon();
    started.push(() => {
      daemon.stop();
    });
    const endpoint = await withProgress("Starting the AWS endpoint", () =>
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
    started.push(() => endpoint.stop());
    const credentials = await createAdminUser(endpoint.url, REGION);
    const local = provider === "local" ? await startLocalProvider({ endpoint: endpoint.url, credentials }) : undefined;
    if (local !== undefined) started.push(() => local.stop());

    const providerPort = local === undefined ? {} : { providerPort: local.port };
    const environment = { cli, directory, endpointUrl: endpoint.url, credentials, ...providerPort };
    useRunEnvironment(environment);
    process.chdir(project);
    return {
      provider,
      directory,
      project,
      endpoint,
      credentials,
      daemon,
      shell: { folders: commandFolders(environment), variables: runEnvironment(environment) },
      signal,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
