import { MASK } from "../../../app/runtime/configuration/maskSecrets.ts";
import { loadCalls, loadOperation } from "../../../infra/config/burstCapacity.ts";
import type { PushDemo } from "./pushDemo.ts";
import { isSampleViewer, readsSection, responseOf, sectionsOf } from "./stackResult.ts";
import type { FunctionResult, Response, StackResult } from "./stackResult.ts";

/** A claim of the demonstration. */
export interface Check {
  readonly claim: string;
  readonly passed: boolean;
}

/** Checks the results of the demonstration. */
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
  return [
    ...functions.flatMap((each) => checkFunction(each, result)),
    {
      claim: `the functions see only ${String(outputs["parameterPath"])}`,
      passed: others.flatMap(valuesOf).every((value) => !responses.includes(value)),
    },
    ...(push === undefined
      ? []
      : [{ claim: "values changed outside Pulumi are served after the event", passed: isPushed(push) }]),
  ];
}

function checkFunction(each: FunctionResult, { stackName, secrets, outputs }: StackResult): Check[] {
  const { name, reads } = each;
  const unread = Object.keys(secrets).filter((section) => !readsSection(each, section));
  const unreadTexts = unread.flatMap((section) => [section, secrets[section] ?? section]);
  return [
    ...(isSampleViewer(each) ? [checkViewer(each, stackName, secrets)] : []),
    checkLoads(each, (reads === "all" ? sectionsOf(outputs) : reads).length),
    ...(unread.length === 0
      ? []
      : [
          {
            claim: `${name} does not read ${unread.join(", ")}, and its response contains nothing of it`,
            passed: unreadTexts.every((text) => !responsesOf([each]).includes(text)),
          },
        ]),
  ];
}

/** Checks that the function loads its configuration when it is cold, and has it in memory when it is warm. */
function checkLoads({ name, reads, invocations }: FunctionResult, sections: number): Check {
  const operation = loadOperation(reads);
  const count = loadCalls(sections);
  const [cold = [], ...warm] = invocations.map(({ loadCalls }) => loadCalls.map((call) => call.operation));
  const caches = invocations.flatMap((invocation) => responseOf(invocation).cache ?? []);
  return {
    claim: `${name} makes ${pluralize(count, `${operation} call`)} when it is cold, and none when it is warm`,
    passed:
      cold.length === count &&
      cold.every((call) => call === operation) &&
      warm.flat().length === 0 &&
      // A function of the user's own can respond without the state of its cache.
      (caches.length === 0 || caches.join() === "miss,hit"),
  };
}

/** The sample's viewer responds with all sections. Only dev reveals its secrets. */
function checkViewer(viewer: FunctionResult, stackName: string, secrets: StackResult["secrets"]): Check {
  const { sections } = responseOf(viewer.invocations[0]);
  const shows = (expected: (section: string) => unknown) =>
    Object.keys(secrets).every((section) => sections?.[section]?.["secretKey"] === expected(section));
  if (stackName === "dev") {
    return { claim: "viewer received the secret that was set", passed: shows((section) => secrets[section]) };
  }
  const responses = responsesOf([viewer]);
  const isMasked = Object.values(secrets).every((secret) => !responses.includes(secret));
  return { claim: "the response of viewer masks the secret", passed: isMasked && shows(() => MASK) };
}

/** Returns whether the function served the old values before the event and the new values after it. */
function isPushed({ plain, secret, beforeEvent, afterEvent }: PushDemo): boolean {
  const isNew = (sections: Response["sections"]) =>
    sections?.["appConfig"]?.["url"] === plain && sections["appSecrets"]?.["secretKey"] === secret;
  const [before, after] = [responseOf(beforeEvent), responseOf(afterEvent)];
  return before.cache === "hit" && !isNew(before.sections) && isNew(after.sections);
}

const responsesOf = (functions: readonly FunctionResult[]): string =>
  JSON.stringify(functions.flatMap(({ invocations }) => invocations.map(({ payload }) => payload)));

/** Returns values that only this stack has: its secrets, and the URL in its stack file. */
function valuesOf({ secrets, functions: [first] }: StackResult): string[] {
  const url = responseOf(first?.invocations[0]).sections?.["appConfig"]?.["url"];
  return [...Object.values(secrets), ...(url === undefined ? [] : [JSON.stringify(url)])];
}

const pluralize = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
