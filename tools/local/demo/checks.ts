import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { MASK } from "../../../app/runtime/configuration/maskSecrets.ts";
import { loadCalls, loadOperation } from "../../../infra/config/burstCapacity.ts";
import type { Invocation } from "../invocation.ts";
import type { PushDemo } from "./pushDemo.ts";
import { failedInvocation, isSampleViewer, readsSection, responseOf, sectionsOf } from "./stackResult.ts";
import type { FunctionResult, StackResult } from "./stackResult.ts";

/** A claim of the demonstration. */
export interface Check {
  readonly claim: string;
  readonly passed: boolean;
}

/** The part of a function's log that tells a failed load from a failure of the function's own code. */
const CONFIGURATION_ERROR = `"error":"${ConfigurationError.name}"`;

/** Checks the results of the demonstration. Leaves out functions that failed because of their event or their own code. */
export function checkResults(results: readonly StackResult[]): Check[] {
  return results.flatMap((result) =>
    checkStack(
      result,
      results.filter((other) => other !== result),
    ).map(({ claim, passed }) => ({ claim: `${result.stackName}: ${claim}`, passed })),
  );
}

function checkStack(result: StackResult, others: readonly StackResult[]): Check[] {
  const { outputs, functions, push } = result;
  const responses = responsesOf(functions);
  const own = valuesOf(result);
  const foreign = others.flatMap(valuesOf).filter((value) => !own.includes(value));
  return [
    ...functions.flatMap((each) => checkFunction(each, result)),
    {
      claim: `the functions see only ${String(outputs["parameterPath"])}`,
      passed: foreign.every((value) => !responses.includes(value)),
    },
    ...(push === undefined ? [] : checkPush(push, result)),
  ];
}

function checkFunction(each: FunctionResult, { stackName, secrets, outputs }: StackResult): Check[] {
  const { name, reads } = each;
  const failed = failedInvocation(each);
  if (failed !== undefined) {
    return failed.log.includes(CONFIGURATION_ERROR)
      ? [{ claim: `${name} loads its configuration`, passed: false }]
      : [];
  }
  const unread = Object.keys(secrets).filter((section) => !readsSection(each, section));
  return [
    ...(isSampleViewer(each) && Object.keys(secrets).length > 0 ? [checkViewer(each, stackName, secrets)] : []),
    checkLoads(each, (reads === "all" ? sectionsOf(outputs) : reads).length),
    ...(unread.length === 0
      ? []
      : [
          {
            claim: `${name} does not read ${unread.join(", ")}, and its response contains nothing of it`,
            passed: unread
              .flatMap((section) => secrets[section] ?? [])
              .every((secret) => !responsesOf([each]).includes(secret)),
          },
        ]),
  ];
}

/** Checks that a cold start loads the function's configuration, and that the next invocation has it in memory. */
function checkLoads({ name, reads, invocations }: FunctionResult, sections: number): Check {
  const operation = loadOperation(reads);
  const count = loadCalls(sections);
  const [cold = [], ...warm] = invocations.map(({ loadCalls }) => loadCalls.map((call) => call.operation));
  const [, ...caches] = invocations.flatMap((invocation) => responseOf(invocation).cache ?? []);
  return {
    claim:
      count === 0
        ? `${name} reads nothing, and makes no call`
        : `${name} makes ${pluralize(count, `${operation} call`)} when it is cold, and none when it is warm`,
    passed:
      invocations.map(({ start }) => start).join() === "cold,warm" &&
      cold.length === count &&
      cold.every((call) => call === operation) &&
      warm.flat().length === 0 &&
      // A function of the user's own can respond without the state of its cache.
      caches.every((state) => state === "hit"),
  };
}

/** The sample's viewer responds with all sections. Only dev reveals its secrets. */
function checkViewer(viewer: FunctionResult, stackName: string, secrets: StackResult["secrets"]): Check {
  const responses = responsesOf([viewer]);
  const values = Object.values(secrets).flat();
  if (stackName === "dev") {
    return {
      claim: "viewer received the secrets that were set",
      passed: values.every((secret) => responses.includes(secret)),
    };
  }
  const { sections } = responseOf(viewer.invocations[0]);
  const isMasked = Object.keys(secrets).every((section) => JSON.stringify(sections?.[section] ?? "").includes(MASK));
  return {
    claim: "the response of viewer masks the secrets",
    passed: isMasked && values.every((secret) => !responses.includes(secret)),
  };
}

/** Checks that the event of a change gave new execution environments to exactly the functions that read the section. */
function checkPush({ section, secrets, beforeEvent, afterEvent }: PushDemo, { functions }: StackResult): Check[] {
  const pushed = functions.filter(({ name }) => afterEvent.some((each) => each.name === name));
  const [readers, others] = [true, false].map((reads) =>
    pushed.filter((each) => readsSection(each, section) === reads).map(({ name }) => name),
  ) as [string[], string[]];
  const viewer = functions.find(isSampleViewer);
  const servesNew = (invocation: Invocation | undefined) =>
    secrets.every((secret) => JSON.stringify(invocation?.payload ?? "").includes(secret));
  const invocationOf = (invocations: PushDemo["afterEvent"], name: string) =>
    invocations.find((each) => each.name === name)?.invocation;
  return [
    {
      claim:
        `the event of a change of ${section} gives ${readers.join(", ")} a new execution environment` +
        (others.length === 0 ? "" : `, and ${others.join(", ")} none`),
      passed:
        beforeEvent.every(({ invocation }) => invocation.start === "warm") &&
        afterEvent.every(({ name, invocation }) => (invocation.start === "cold") === readers.includes(name)),
    },
    ...(viewer === undefined || secrets.length === 0
      ? []
      : [
          {
            claim: "viewer serves the changed secret after the event, and not before",
            passed:
              !servesNew(invocationOf(beforeEvent, viewer.name)) && servesNew(invocationOf(afterEvent, viewer.name)),
          },
        ]),
  ];
}

const responsesOf = (functions: readonly FunctionResult[]): string =>
  JSON.stringify(functions.flatMap(({ invocations }) => invocations.map(({ payload }) => payload)));

/** Returns values that a stack has for itself: its secrets, and the URL in its stack file. */
function valuesOf({ secrets, functions }: StackResult): string[] {
  const viewer = functions.find(isSampleViewer);
  const url = responseOf(viewer?.invocations[0]).sections?.["appConfig"]?.["url"];
  return [...Object.values(secrets).flat(), ...(url === undefined ? [] : [JSON.stringify(url)])];
}

const pluralize = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
