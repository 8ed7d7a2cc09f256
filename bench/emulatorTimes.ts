import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { zipped } from "../infra/functionBundle.ts";
import { ENDPOINT_ACCOUNT } from "../local/awsEndpoint.ts";
import { REGION } from "../local/localRun.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { inTurns } from "./interleave.ts";
import { functionVariables } from "./environmentVariables.ts";
import { spread, type Spread } from "./summarize.ts";

export interface EndpointTimes {
  /** The first invocation of a new execution environment, as the caller sees it. */
  readonly coldMs: Spread;
  /** The ones after it. */
  readonly warmMs: Spread;
}

const COLD_ROUNDS = 10;
const WARM_PER_COLD = 4;

interface Deployed {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Deploys the candidates as functions, invokes them in turns, and removes them. */
export async function timeAtEndpoint(
  candidates: readonly UnpackedCandidate[],
  parameters: number,
): Promise<ReadonlyMap<UnpackedCandidate, EndpointTimes>> {
  const client = new LambdaClient({ region: REGION });
  const deployed: Deployed[] = [];
  for (const [index, candidate] of candidates.entries())
    deployed.push(await deploy(client, candidate, `bench-${index}`, parameters));
  const rounds = await inTurns(deployed, COLD_ROUNDS, async (one) => {
    await renew(client, one);
    const coldMs = await invoke(client, one);
    const warmMs: number[] = [];
    for (let count = 0; count < WARM_PER_COLD; count++) warmMs.push(await invoke(client, one));
    return { coldMs, warmMs };
  });
  for (const { name } of deployed) await client.send(new DeleteFunctionCommand({ FunctionName: name }));
  client.destroy();
  return new Map(
    candidates.map((candidate, index) => {
      const times = rounds.flatMap((round) => round[index] ?? []);
      const warmMs = spread(times.flatMap((one) => one.warmMs));
      return [candidate, { coldMs: spread(times.map((one) => one.coldMs)), warmMs }];
    }),
  );
}

async function deploy(
  client: LambdaClient,
  { runtime, handler, files, load: { env } }: UnpackedCandidate,
  name: string,
  parameters: number,
): Promise<Deployed> {
  const python = env["PYTHONPATH"]; // the endpoint's Python has no boto3
  const variables = { ...functionVariables(parameters), ...(python === undefined ? {} : { PYTHONPATH: python }) };
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: runtime,
      Handler: handler,
      Role: `arn:aws:iam::${ENDPOINT_ACCOUNT}:role/bench`,
      Code: { ZipFile: zipped(files) },
      Environment: { Variables: variables },
      MemorySize: 256,
      Timeout: 60,
      TracingConfig: { Mode: "Active" },
    }),
  );
  return { name, variables };
}

/** The next invocation meets a new execution environment. */
const renew = (client: LambdaClient, { name, variables }: Deployed) =>
  client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables: variables } }));

async function invoke(client: LambdaClient, { name }: Deployed): Promise<number> {
  const beganMs = performance.now();
  const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: name, Payload: "{}" }));
  const timeMs = performance.now() - beganMs;
  if (FunctionError !== undefined) throw new Error(`${name} failed: ${Payload?.transformToString() ?? FunctionError}`);
  return timeMs;
}
