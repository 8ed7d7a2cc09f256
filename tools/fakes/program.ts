import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { AwsServer, failure } from "./awsServer.ts";
import { MockAws } from "./mockAws.ts";
import type { MockAwsOptions } from "./mockAws.ts";
import { recordRegistrations } from "./registrations.ts";
import type { Registration } from "./registrations.ts";
import { asEngineConfig, sampleConfig, defaultConfig, encrypted, PROJECT } from "./stackFiles.ts";

export interface ProgramOptions extends MockAwsOptions {
  /** Default: dev. Its committed stack file is read, where there is one. */
  readonly stack?: string;
  /** Settings beside the committed ones or in their place, with the project's name or `aws:`; undefined removes one. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The `secrets` of the config, in the clear. */
  readonly secrets?: unknown;
  /** How the stack file holds them; default: each value encrypted; NO_STACK_FILE for none. */
  readonly storedSecrets?: unknown;
  /** How the stack file holds the `parameters`; default: not at all. */
  readonly storedParameters?: unknown;
  /** The files of the project's folder, by path: they take the place of a stack file made of the two above. */
  readonly files?: Readonly<Record<string, string>>;
  /** What Parameter Store lists under the stack's path; default: nothing. An error is what listing fails with. */
  readonly existing?: readonly object[] | { readonly error: string };
  /** The keys that the engine calls secret; default: that of `secrets`. */
  readonly secretKeys?: readonly string[];
}

export interface ProgramRun {
  readonly resources: readonly Registration[];
  /** What the program exports, resolved. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Tokens of the data sources that were asked. */
  readonly calls: readonly string[];
  /** What the program threw. */
  readonly error: unknown;
}

let runs = 0;

/** Evaluates the program afresh with the engine and AWS mocked, and waits until everything in it has settled. */
export const runProgram = (options: ProgramOptions = {}): Promise<ProgramRun> =>
  runMocked(options, async () => {
    runs++;
    // Addresses of one length: the address is part of the code that coverage is measured of.
    const address = `../../index.ts?run=${String(runs).padStart(4, "0")}`;
    return { ...((await import(address)) as Record<string, unknown>) };
  });

/** The same for a part of the program, which gives its outputs. */
export async function runMocked(
  options: ProgramOptions,
  body: () => Promise<Record<string, unknown>>,
): Promise<ProgramRun> {
  const { stack = "dev" } = options;
  const calls: string[] = [];
  const failures: unknown[] = [];
  const aws = new MockAws(options);
  const noted = <T>(answer: () => T): T => {
    try {
      return answer();
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  await pulumi.runtime.setMocks(
    {
      call: (args) => {
        calls.push(args.token);
        return aws.answer(args);
      },
      newResource: (args) => noted(() => aws.resource(args)),
    },
    PROJECT,
    stack,
    false,
    "organization",
  );
  const resources = recordRegistrations();
  // Asked by the SDK and not by the engine: an AWS on loopback, which fails on everything else.
  const server = new AwsServer();
  const { existing = [] } = options;
  server.answers = {
    ...aws.stsAnswers,
    DescribeParameters: () => ("error" in existing ? failure(existing.error) : { Parameters: existing }),
  };
  const address = await server.start();
  const ownAws = {
    "aws:endpoints": [{ ssm: address, sts: address }],
    "aws:accessKey": "AKIDEXAMPLE",
    "aws:secretKey": "key",
  };
  pulumi.runtime.setAllConfig(engineConfig({ ...options, config: { ...ownAws, ...options.config } }), [
    ...(options.secretKeys ?? [`${PROJECT}:secrets`]),
  ]);

  const outcome = await inFolderOf(options.files ?? stackFile(options), async () => {
    try {
      return { outputs: await settled(await body()), error: undefined };
    } catch (error) {
      return { outputs: {}, error };
    } finally {
      server.stop();
      await pulumi.runtime.disconnect();
    }
  });
  if (failures.length > 0) throw new AggregateError(failures, "the program asks for what is not mocked");
  return { resources, calls, ...outcome };
}

function engineConfig({ stack = "dev", config = {}, secrets = {} }: ProgramOptions): Record<string, string> {
  const committed = ["dev", "prod"].includes(stack) ? sampleConfig(stack) : sampleConfig("dev");
  const all = { ...defaultConfig(), ...committed, [`${PROJECT}:secrets`]: secrets, ...config };
  return asEngineConfig(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
}

function stackFile(options: ProgramOptions): Readonly<Record<string, string>> {
  const { stack = "dev", secrets = {}, storedSecrets = encrypted(secrets), storedParameters } = options;
  if (storedSecrets === NO_STACK_FILE) return {};
  const config = { [`${PROJECT}:secrets`]: storedSecrets, [`${PROJECT}:parameters`]: storedParameters };
  return { [`Pulumi.${stack}.yaml`]: stringify({ config }) };
}

/** Runs in a fresh folder with nothing but these files in it. */
async function inFolderOf<T>(files: Readonly<Record<string, string>>, run: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  process.chdir(folder);
  try {
    return await run();
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}

/** For `storedSecrets`: the secrets come from elsewhere. */
export const NO_STACK_FILE = Symbol("no stack file");

/** Waits for outputs; one that fails raises an unhandled rejection, which fails the run. */
const settled = (outputs: Record<string, unknown>): Promise<Record<string, unknown>> =>
  new Promise((resolve) => {
    pulumi.output(outputs).apply((values) => {
      resolve(values);
    });
  });
