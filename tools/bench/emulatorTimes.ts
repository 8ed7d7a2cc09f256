import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { zipFiles } from "../../infra/bundle/functionBundle.ts";
import { EMULATOR_ACCOUNT } from "../local/emulator.ts";
import { REGION } from "../local/localRun.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { functionVariables } from "./environmentVariables.ts";
import { interleave } from "./interleave.ts";
import { summarize } from "./summarize.ts";
import type { Summary } from "./summarize.ts";

/** Response times of a function in the emulator, as the caller sees them. */
export interface EmulatorTimes {
  /** The first invocation of a new execution environment. */
  readonly coldMs: Summary;
  /** The invocations after it. */
  readonly warmMs: Summary;
}

const COLD_ROUNDS = 10;
const WARM_PER_COLD = 4;

interface DeployedFunction {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Deploys the candidates as functions to the emulator, invokes them in turn, and deletes them. */
export async function measureInEmulator(
  candidates: readonly UnpackedCandidate[],
  parameters: number,
): Promise<ReadonlyMap<UnpackedCandidate, EmulatorTimes>> {
  const client = new LambdaClient({ region: REGION });
  const functions: DeployedFunction[] = [];
  for (const [index, candidate] of candidates.entries())
    functions.push(await deploy(client, candidate, `bench-${index}`, parameters));
  const rounds = await interleave(functions, COLD_ROUNDS, async (deployed) => {
    await recycleEnvironments(client, deployed);
    const coldMs = await invoke(client, deployed);
    const warmMs: number[] = [];
    for (let count = 0; count < WARM_PER_COLD; count++) warmMs.push(await invoke(client, deployed));
    return { coldMs, warmMs };
  });
  for (const { name } of functions) await client.send(new DeleteFunctionCommand({ FunctionName: name }));
  client.destroy();
  return new Map(
    candidates.map((candidate, index) => {
      const times = rounds.flatMap((round) => round[index] ?? []);
      const coldMs = summarize(times.map((time) => time.coldMs));
      return [candidate, { coldMs, warmMs: summarize(times.flatMap((time) => time.warmMs)) }];
    }),
  );
}

async function deploy(
  client: LambdaClient,
  { runtime, handler, files, load: { env } }: UnpackedCandidate,
  name: string,
  parameters: number,
): Promise<DeployedFunction> {
  const python = env["PYTHONPATH"]; // The emulator's Python does not include boto3.
  const variables = { ...functionVariables(parameters), ...(python === undefined ? {} : { PYTHONPATH: python }) };
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: runtime,
      Handler: handler,
      Role: `arn:aws:iam::${EMULATOR_ACCOUNT}:role/bench`,
      Code: { ZipFile: zipFiles(files) },
      Environment: { Variables: variables },
      MemorySize: 256,
      Timeout: 60,
      TracingConfig: { Mode: "Active" },
    }),
  );
  return { name, variables };
}

/** Updates the function, so that the next invocation starts a new execution environment. */
const recycleEnvironments = (client: LambdaClient, { name, variables }: DeployedFunction) =>
  client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables: variables } }));

async function invoke(client: LambdaClient, { name }: DeployedFunction): Promise<number> {
  const startMs = performance.now();
  const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: name, Payload: "{}" }));
  const durationMs = performance.now() - startMs;
  if (FunctionError !== undefined) throw new Error(`${name} failed: ${Payload?.transformToString() ?? FunctionError}`);
  return durationMs;
}
