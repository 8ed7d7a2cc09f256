import { MASK } from "../../../app/runtime/configuration/json.ts";
import type { PushDemo } from "./pushDemo.ts";
import { responseOf } from "./stackResult.ts";
import type { Response, StackResult } from "./stackResult.ts";

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
  const { stackName, secret, outputs, invocations, push } = result;
  const payloads = JSON.stringify(invocations.map(({ payload }) => payload));
  const shownSecret = responseOf(invocations[0]).sections?.["appSecrets"]?.["secretKey"];
  const caches = invocations.map((invocation) => responseOf(invocation).cache ?? "none");
  const loads = invocations.map(({ loadMs }) => loadMs.length);
  return [
    stackName === "dev"
      ? { claim: "the function received the secret that was set", passed: shownSecret === secret }
      : {
          claim: "the response masks the secret",
          passed: shownSecret === MASK && !payloads.includes(secret),
        },
    {
      claim: `the function sees only ${String(outputs["parameterPath"])}`,
      passed: others.every((other) => !payloads.includes(other.secret) && !payloads.includes(urlOf(other))),
    },
    {
      claim: "the configuration was loaded once",
      passed: caches.join() === "miss,hit,hit" && loads.join() === "1,0,0",
    },
    ...(push === undefined
      ? []
      : [{ claim: "values changed outside Pulumi are served after the event", passed: isPushed(push) }]),
  ];
}

/** Returns whether the function served the old values before the event and the new values after it. */
function isPushed({ plain, secret, beforeEvent, afterEvent }: PushDemo): boolean {
  const isNew = (sections: Response["sections"]) =>
    sections?.["appConfig"]?.["url"] === plain && sections["appSecrets"]?.["secretKey"] === secret;
  const [before, after] = [responseOf(beforeEvent), responseOf(afterEvent)];
  return before.cache === "hit" && !isNew(before.sections) && isNew(after.sections);
}

/** Returns a plain value that differs between the committed stack files. */
const urlOf = ({ invocations }: StackResult): string =>
  JSON.stringify(responseOf(invocations[0]).sections?.["appConfig"]?.["url"]);
