import { randomUUID } from "node:crypto";
import { fakeChangeEvent } from "../../fakes/fakeChangeEvent.ts";
import { invoke } from "../invocation.ts";
import type { Invocation } from "../invocation.ts";
import { REGION } from "../localRun.ts";
import type { LocalRun } from "../localRun.ts";
import { putParameter } from "../putParameter.ts";

/** Invocations before and after a change event. */
export interface PushDemo {
  /** The new plain value. */
  readonly plain: string;
  /** The new secret. */
  readonly secret: string;
  /** The invocation after the change, but before the event. */
  readonly beforeEvent: Invocation;
  readonly afterEvent: Invocation;
}

/** Changes a plain value and a secret outside Pulumi, and invokes the recycler with the event that AWS would send. */
export async function demonstratePush(run: LocalRun, outputs: Readonly<Record<string, unknown>>): Promise<PushDemo> {
  const [path, functionName] = [String(outputs["parameterPath"]), String(outputs["functionName"])];
  const [plain, secret] = [`changed-${randomUUID()}`, `changed-${randomUUID()}`];
  const stack = { path, keyAlias: String(outputs["keyAlias"]) };
  await putParameter({ ...stack, section: "appConfig", value: JSON.stringify({ url: plain }) });
  await putParameter({ ...stack, section: "appSecrets", value: JSON.stringify({ secretKey: secret }), secret: true });
  const beforeEvent = await invoke(run, functionName);
  const accountId = String(outputs["keyArn"]).split(":")[4] ?? "";
  const name = `${path}/appConfig`;
  const event = fakeChangeEvent({ name, operation: "Update", region: REGION, accountId, timeMs: Date.now() });
  await invoke(run, String(outputs["recyclerName"]), event);
  return { plain, secret, beforeEvent, afterEvent: await invoke(run, functionName) };
}
