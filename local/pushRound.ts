import { randomUUID } from "node:crypto";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { invoke, type Invocation } from "./invocation.ts";
import { REGION, type LocalRun } from "./localRun.ts";
import { parameterChangeEvent } from "./parameterChangeEvent.ts";

export interface PushRound {
  /** A plain value and a secret, as they were put. */
  readonly plain: string;
  readonly secret: string;
  /** After the change, and before anybody told the function. */
  readonly before: Invocation;
  /** After the event. */
  readonly after: Invocation;
}

/**
 * Changes a plain value and a secret behind Pulumi's back, as somebody would with the AWS CLI, and hands the event to the
 * function that answers it.
 */
export async function pushRound(run: LocalRun, outputs: Readonly<Record<string, unknown>>): Promise<PushRound> {
  const [path, functionName] = [String(outputs["parameterPath"]), String(outputs["functionName"])];
  const [plain, secret] = [`changed-${randomUUID()}`, `changed-${randomUUID()}`];
  await put({ Name: `${path}/appConfig`, Type: "String", Value: JSON.stringify({ url: plain }) });
  await put({
    Name: `${path}/appSecrets`,
    Type: "SecureString",
    KeyId: String(outputs["keyAlias"]),
    Value: JSON.stringify({ secretKey: secret }),
  });
  const before = await invoke(run, functionName);
  const accountId = String(outputs["keyArn"]).split(":")[4] ?? "";
  const name = `${path}/appConfig`;
  const event = parameterChangeEvent({ name, operation: "Update", region: REGION, accountId, timeMs: Date.now() });
  await invoke(run, String(outputs["refresherName"]), event);
  return { plain, secret, before, after: await invoke(run, functionName) };
}

async function put(parameter: ConstructorParameters<typeof PutParameterCommand>[0]): Promise<void> {
  const client = new SSMClient({ region: REGION });
  await client.send(new PutParameterCommand({ ...parameter, Overwrite: true }));
  client.destroy();
}
