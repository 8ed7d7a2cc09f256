import type { CacheState } from "../../../app/runtime/cache/freshness.ts";
import { invoke } from "../../../tools/local/invocation.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";

/** What the function says at one invocation, and what it did for it. */
export interface Answer {
  readonly cache: CacheState;
  readonly ageSeconds: number;
  readonly version: string;
  readonly sections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly configVersion: string;
  /** The number of GetParametersByPath calls in its traces. */
  readonly loads: number;
  /** All that came back, as text. */
  readonly text: string;
}

/** Invokes a stack's function, and fails where it fails. */
export async function answerOf(run: LocalRun, { functionName }: { readonly functionName: string }): Promise<Answer> {
  const { payload, functionError, log, loadMs } = await invoke(run, functionName);
  if (functionError !== undefined) throw new Error(`${functionName} failed (${functionError}):\n${log}`);
  const response = payload as Pick<Answer, "cache" | "ageSeconds" | "version" | "sections" | "configVersion">;
  return { ...response, loads: loadMs.length, text: `${JSON.stringify(payload)}\n${log}` };
}
