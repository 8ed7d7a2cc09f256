import { randomUUID } from "node:crypto";
import { invoke } from "./invocation.ts";
import type { Invocation } from "./invocation.ts";
import { REGION } from "./localRun.ts";
import type { LocalRun } from "./localRun.ts";
import { parameterChangeEvent } from "./parameterChangeEvent.ts";
import { putParameter } from "./putParameter.ts";

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
  const stack = { path, keyAlias: String(outputs["keyAlias"]) };
  await putParameter({ ...stack, section: "appConfig", value: JSON.stringify({ url: plain }) });
  await putParameter({ ...stack, section: "appSecrets", value: JSON.stringify({ secretKey: secret }), secret: true });
  const before = await invoke(run, functionName);
  const accountId = String(outputs["keyArn"]).split(":")[4] ?? "";
  const name = `${path}/appConfig`;
  const event = parameterChangeEvent({ name, operation: "Update", region: REGION, accountId, timeMs: Date.now() });
  await invoke(run, String(outputs["recyclerName"]), event);
  return { plain, secret, before, after: await invoke(run, functionName) };
}
