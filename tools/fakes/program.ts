import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
// Before the working directory changes: esbuild keeps the one in which it was imported.
import "esbuild";
import { stringify } from "yaml";
import { AwsServer, failure } from "./awsServer.ts";
import { MockAws } from "./mockAws.ts";
import type { MockAwsOptions } from "./mockAws.ts";
import { sharedProject } from "./projectWithApp.ts";
import type { AppFiles } from "./projectWithApp.ts";
import { recordRegistrations } from "./registrations.ts";
import type { Registration } from "./registrations.ts";
import { SAMPLE_APP } from "./sampleProject.ts";
import { asEngineConfig, sampleConfig, defaultConfig, encrypted, PROJECT } from "./stackFiles.ts";

/** The config of the program, and the state of the mocked AWS account. */
export interface ProgramOptions extends MockAwsOptions {
  /** The project's folder, such as ROOT. Default: a copy of this project, with the files of `app`. */
  readonly project?: string;
  /** The files of `app/`, for a project that exists until the process ends. Default: the sample's. */
  readonly app?: AppFiles;
  /** Default: dev. The config of the sample stack file applies: its own for dev and prod, that of dev for others. */
  readonly stack?: string;
  /** Settings that are added to or override the sample config, with their namespace. Undefined removes a setting. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The `secrets` of the config, in plaintext. */
  readonly secrets?: unknown;
  /** The `secrets` in the stack file. Default: each value is encrypted. NO_STACK_FILE for no stack file. */
  readonly storedSecrets?: unknown;
  /** The `parameters` in the stack file. Default: none. */
  readonly storedParameters?: unknown;
  /** The files of the project directory, by path. Default: a stack file with the two values above. */
  readonly files?: Readonly<Record<string, string>>;
  /** The existing parameters under the stack's path, or the error of listing them. Default: none. */
  readonly existing?: readonly object[] | { readonly error: string };
  /** The key policy in KMS, or the error of reading it. Default: there is no key. */
  readonly liveKeyPolicy?: string | { readonly error: string };
  /** The config keys that the engine marks as secret. Default: `secrets`. */
  readonly secretKeys?: readonly string[];
}

/** The result of running a program. */
export interface ProgramRun {
  readonly resources: readonly Registration[];
  /** The resolved outputs of the program. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The tokens of all data sources that the program called. */
  readonly calls: readonly string[];
  /** The messages that the program logged for information. */
  readonly infos: readonly string[];
  /** The error that the program threw. */
  readonly error: unknown;
}

/** The secrets that the sample declares. */
export const SAMPLE_SECRETS = { appSecrets: { secretKey: "sample" } };

let runs = 0;

/** Evaluates the program again with a mocked engine and AWS, and waits until all its promises have settled. */
export async function runProgram(options: ProgramOptions = {}): Promise<ProgramRun> {
  const project = options.project ?? sharedProject(options.app ?? SAMPLE_APP);
  return await runMocked(options, async () => {
    runs++;
    // All URLs have the same length, because coverage is counted by position in a text that contains the URL.
    const url = `${project}/index.ts?run=${String(runs).padStart(4, "0")}`;
    return { ...((await import(url)) as Record<string, unknown>) };
  });
}

/** Evaluates the program in the same way. Throws its error. */
export async function runValidProgram(options: ProgramOptions = {}): Promise<ProgramRun> {
  const run = await runProgram(options);
  if (run.error !== undefined) throw run.error as Error;
  return run;
}

/** Runs a part of a program, which returns its outputs, with a mocked engine and AWS. */
export async function runMocked(
  options: ProgramOptions,
  body: () => Promise<Record<string, unknown>>,
): Promise<ProgramRun> {
  const { stack = "dev" } = options;
  const calls: string[] = [];
  const failures: unknown[] = [];
  const aws = new MockAws(options);
  const recordFailures = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  await pulumi.runtime.setMocks(
    {
      call: (args) => {
        calls.push(args.token);
        return aws.respond(args);
      },
      newResource: (args) => recordFailures(() => aws.resource(args)),
    },
    PROJECT,
    stack,
    false,
    "organization",
  );
  const resources = recordRegistrations();
  // The fake AWS for the calls that the program makes with the SDK.
  const server = new AwsServer();
  const { existing = [], liveKeyPolicy = { error: "NotFoundException" } } = options;
  server.responders = {
    ...aws.stsResponders,
    DescribeParameters: () => ("error" in existing ? failure(existing.error) : { Parameters: existing }),
    GetKeyPolicy: () => (typeof liveKeyPolicy === "string" ? { Policy: liveKeyPolicy } : failure(liveKeyPolicy.error)),
  };
  const address = await server.start();
  const ownAws = {
    "aws:endpoints": [{ kms: address, ssm: address, sts: address }],
    "aws:accessKey": "AKIDEXAMPLE",
    "aws:secretKey": "key",
  };
  pulumi.runtime.setAllConfig(engineConfig({ ...options, config: { ...ownAws, ...options.config } }), [
    ...(options.secretKeys ?? [`${PROJECT}:secrets`]),
  ]);

  const infos = recordInfos();
  const outcome = await inDirectoryWith(options.files ?? stackFile(options), async () => {
    try {
      return { outputs: await settled(await body()), error: undefined };
    } catch (error) {
      return { outputs: {}, error };
    } finally {
      server.stop();
      await pulumi.runtime.disconnect();
      infos.stop();
    }
  });
  if (failures.length > 0)
    throw new AggregateError(failures, "The program uses resources that MockAws does not support.");
  return { resources, calls, infos: infos.texts, ...outcome };
}

/** Records what the program logs for information: without an engine, Pulumi prints it on the console. */
function recordInfos(): { readonly texts: readonly string[]; readonly stop: () => void } {
  const texts: string[] = [];
  const prefix = "info: [runtime] ";
  const { log } = console;
  console.log = (...values: unknown[]) => {
    const [first] = values;
    if (typeof first === "string" && first.startsWith(prefix)) texts.push(first.slice(prefix.length));
    else log(...values);
  };
  return {
    texts,
    stop: () => {
      console.log = log;
    },
  };
}

function engineConfig({
  stack = "dev",
  config = {},
  secrets = SAMPLE_SECRETS,
}: ProgramOptions): Record<string, string> {
  const committed = ["dev", "prod"].includes(stack) ? sampleConfig(stack) : sampleConfig("dev");
  const all = { ...defaultConfig(), ...committed, [`${PROJECT}:secrets`]: secrets, ...config };
  return asEngineConfig(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
}

function stackFile(options: ProgramOptions): Readonly<Record<string, string>> {
  const { stack = "dev", secrets = SAMPLE_SECRETS, storedSecrets = encrypted(secrets), storedParameters } = options;
  if (storedSecrets === NO_STACK_FILE) return {};
  const config = { [`${PROJECT}:secrets`]: storedSecrets, [`${PROJECT}:parameters`]: storedParameters };
  return { [`Pulumi.${stack}.yaml`]: stringify({ config }) };
}

/** Runs work in a temporary directory that contains only the given files. */
async function inDirectoryWith<T>(files: Readonly<Record<string, string>>, run: () => Promise<T>): Promise<T> {
  const previousDirectory = process.cwd();
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  process.chdir(directory);
  try {
    return await run();
  } finally {
    process.chdir(previousDirectory);
    rmSync(directory, { recursive: true });
  }
}

/** A value of `storedSecrets`: there is no stack file. */
export const NO_STACK_FILE = Symbol("no stack file");

/** Waits for outputs. An output that fails causes an unhandled rejection, which fails the test run. */
const settled = (outputs: Record<string, unknown>): Promise<Record<string, unknown>> =>
  new Promise((resolve) => {
    pulumi.output(outputs).apply((values) => {
      resolve(values);
    });
  });
