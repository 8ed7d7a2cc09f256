import { MASK } from "../../app/runtime/configuration/json.ts";
import { responseOf } from "./demonstratedStack.ts";
import type { DemonstratedStack, Response } from "./demonstratedStack.ts";
import type { PushRound } from "./pushRound.ts";

/** What the run set out to show: a sentence each, and whether it is so. */
export function findings(results: readonly DemonstratedStack[]): (readonly [finding: string, holds: boolean])[] {
  return results.flatMap(({ stackName, secret, outputs, invocations, push }) => {
    const [first] = invocations;
    const text = JSON.stringify(invocations.map(({ payload }) => payload));
    const shown = responseOf(first).sections?.["appSecrets"]?.["secretKey"];
    const others = results.filter((other) => other.stackName !== stackName);
    const caches = invocations.map((invocation) => responseOf(invocation).cache ?? "none");
    const loads = invocations.map(({ loadMs }) => loadMs.length);
    return [
      stackName === "dev"
        ? ([`${stackName}: the secret that was set has arrived`, shown === secret] as const)
        : ([`${stackName}: the secret is masked in the response`, shown === MASK && !text.includes(secret)] as const),
      [
        `${stackName}: the function sees only ${String(outputs["parameterPath"])}`,
        others.every((other) => !text.includes(other.secret) && !text.includes(urlOf(other))),
      ],
      [`${stackName}: the configuration was loaded once`, caches.join() === "miss,hit,hit" && loads.join() === "1,0,0"],
      ...(push
        ? [
            [
              `${stackName}: values changed behind Pulumi's back, a secret too, are seen after the event`,
              seen(push),
            ] as const,
          ]
        : []),
    ] as const;
  });
}

/** Whether the function served the old values before the event, and the new ones after it. */
function seen({ plain, secret, before, after }: PushRound): boolean {
  const [old, fresh] = [responseOf(before).sections, responseOf(after).sections];
  const isNew = (sections: Response["sections"]) =>
    sections?.["appConfig"]?.["url"] === plain && sections["appSecrets"]?.["secretKey"] === secret;
  return responseOf(before).cache === "hit" && !isNew(old) && isNew(fresh);
}

/** A plain value that the committed stack files give each environment its own of. */
const urlOf = ({ invocations }: DemonstratedStack): string =>
  JSON.stringify(responseOf(invocations[0]).sections?.["appConfig"]?.["url"]);
