import { randomUUID } from "node:crypto";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { fakeChangeEvent } from "../../fakes/fakeChangeEvent.ts";
import { invoke } from "../invocation.ts";
import type { Invocation } from "../invocation.ts";
import { REGION } from "../localRun.ts";
import type { LocalRun } from "../localRun.ts";
import { putParameter } from "../putParameter.ts";
import { readsSection, sectionsOf } from "./stackResult.ts";
import type { FunctionResult, StackResult } from "./stackResult.ts";

/** The change of a section outside Pulumi, and the invocations before and after its event. */
export interface PushDemo {
  readonly section: string;
  /** The new secrets. Empty if the section is not a secret: it is written again with the same values. */
  readonly secrets: readonly string[];
  /** One for each function, after the change and before its event. */
  readonly beforeEvent: readonly NamedInvocation[];
  readonly afterEvent: readonly NamedInvocation[];
}

/** An invocation of a function, with the function's name. */
export interface NamedInvocation {
  readonly name: string;
  readonly invocation: Invocation;
}

type Pushed = Pick<StackResult, "secrets" | "outputs"> & { readonly functions: readonly FunctionResult[] };

/**
 * Changes a section outside Pulumi, and invokes the recycler with the event that AWS would send. Returns undefined if the
 * stack has no recycler, or if no function reads a section.
 *
 * @param functions those that can be invoked
 */
export async function demonstratePush(
  run: LocalRun,
  { outputs, secrets, functions }: Pushed,
): Promise<PushDemo | undefined> {
  const section = sectionToChange(functions, sectionsOf(outputs), Object.keys(secrets));
  const recycler = outputs["recyclerName"];
  if (typeof recycler !== "string" || section === undefined) return undefined;
  const parameter = `${String(outputs["parameterPath"])}/${section}`;
  const changed = (secrets[section] ?? []).map((old) => ({ old, new: `changed-${randomUUID()}` }));
  await putParameter({
    path: String(outputs["parameterPath"]),
    keyAlias: String(outputs["keyAlias"]),
    section,
    value: changed.reduce((text, each) => text.replace(each.old, each.new), await readValue(parameter)),
    secret: section in secrets,
  });
  const beforeEvent = await invokeAll(run, functions);
  const event = fakeChangeEvent({
    name: parameter,
    type: section in secrets ? "SecureString" : "String",
    operation: "Update",
    region: REGION,
    accountId: String(outputs["keyArn"]).split(":")[4] ?? "",
    timeMs: Date.now(),
  });
  await invoke(run, recycler, event);
  const afterEvent = await invokeAll(run, functions);
  return { section, secrets: changed.map((each) => each.new), beforeEvent, afterEvent };
}

async function invokeAll(run: LocalRun, functions: readonly FunctionResult[]): Promise<NamedInvocation[]> {
  const invocations: NamedInvocation[] = [];
  for (const { name, functionName, event } of functions) {
    invocations.push({ name, invocation: await invoke(run, functionName, event) });
  }
  return invocations;
}

/**
 * Returns the section whose change shows most: one that some functions read and others do not, then a secret. Undefined
 * if no function reads a section.
 */
export function sectionToChange(
  functions: readonly Pick<FunctionResult, "reads">[],
  sections: readonly string[],
  secrets: readonly string[],
): string | undefined {
  const merit = (section: string) =>
    2 * Number(!functions.every((each) => readsSection(each, section))) + Number(secrets.includes(section));
  return sections
    .filter((section) => functions.some((each) => readsSection(each, section)))
    .sort((one, other) => merit(other) - merit(one))[0];
}

async function readValue(name: string): Promise<string> {
  const client = new SSMClient({ region: REGION });
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  client.destroy();
  return Parameter?.Value ?? "";
}
