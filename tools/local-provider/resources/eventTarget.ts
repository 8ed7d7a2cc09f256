import { ListTargetsByRuleCommand, PutTargetsCommand, RemoveTargetsCommand } from "@aws-sdk/client-eventbridge";
import type {
  DeadLetterConfig,
  EventBridgeClient,
  PutTargetsResultEntry,
  RetryPolicy,
  Target,
} from "@aws-sdk/client-eventbridge";
import { ignoreNotFound } from "../errors.ts";
import { always, onlyFields } from "../inputRules.ts";
import { isObject, text } from "../properties.ts";
import type { Properties, Value } from "../properties.ts";
import type { ResourceHandler } from "../resourceHandler.ts";

export const eventTarget = (events: EventBridgeClient): ResourceHandler => ({
  inputs: {
    rule: { required: true, replaces: always },
    targetId: { autoName: true, replaces: always },
    arn: { required: true },
    deadLetterConfig: { refuses: onlyFields("arn") },
    retryPolicy: { refuses: onlyFields("maximumEventAgeInSeconds", "maximumRetryAttempts") },
  },

  async create(inputs) {
    await put(events, inputs);
    return { id: `${text(inputs, "rule")}-${text(inputs, "targetId")}`, computed: {} };
  },

  async read(_id, state) {
    const live = await find(events, text(state, "rule"), text(state, "targetId"));
    return (
      live && {
        arn: live.Arn ?? "",
        deadLetterConfig: live.DeadLetterConfig ? { arn: live.DeadLetterConfig.Arn ?? "" } : null,
        retryPolicy: liveRetryPolicy(live.RetryPolicy),
      }
    );
  },

  async update(_id, _state, inputs) {
    await put(events, inputs);
    return {};
  },

  async delete(_id, state) {
    const command = new RemoveTargetsCommand({ Rule: text(state, "rule"), Ids: [text(state, "targetId")] });
    refuseFailures((await ignoreNotFound(events.send(command)))?.FailedEntries);
  },
});

async function put(events: EventBridgeClient, inputs: Properties): Promise<void> {
  const target: Target = {
    Id: text(inputs, "targetId"),
    Arn: text(inputs, "arn"),
    DeadLetterConfig: deadLetterConfig(inputs["deadLetterConfig"]),
    RetryPolicy: retryPolicy(inputs["retryPolicy"]),
  };
  const { FailedEntries } = await events.send(new PutTargetsCommand({ Rule: text(inputs, "rule"), Targets: [target] }));
  refuseFailures(FailedEntries);
}

const deadLetterConfig = (given: Value | undefined): DeadLetterConfig | undefined =>
  isObject(given) ? { Arn: text(given, "arn") } : undefined;

const retryPolicy = (given: Value | undefined): RetryPolicy | undefined =>
  isObject(given)
    ? {
        MaximumEventAgeInSeconds: given["maximumEventAgeInSeconds"] as number | undefined,
        MaximumRetryAttempts: given["maximumRetryAttempts"] as number | undefined,
      }
    : undefined;

/** EventBridge answers with success, and says in the answer what it did not do. */
function refuseFailures(failures: readonly PutTargetsResultEntry[] = []): void {
  const [failure] = failures;
  if (failure) throw new Error(`${failure.ErrorCode ?? "failed"}: ${failure.ErrorMessage ?? ""}`);
}

async function find(events: EventBridgeClient, Rule: string, id: string): Promise<Target | undefined> {
  let NextToken: string | undefined;
  do {
    const page = await ignoreNotFound(events.send(new ListTargetsByRuleCommand({ Rule, NextToken })));
    const found = page?.Targets?.find(({ Id }) => Id === id);
    if (found) return found;
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return undefined;
}

function liveRetryPolicy(live: RetryPolicy | undefined): Value {
  if (live === undefined) return null;
  const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: attempts } = live;
  return {
    ...(age !== undefined && { maximumEventAgeInSeconds: age }),
    ...(attempts !== undefined && { maximumRetryAttempts: attempts }),
  };
}
