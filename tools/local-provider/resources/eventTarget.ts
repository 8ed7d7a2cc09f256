import { ListTargetsByRuleCommand, PutTargetsCommand, RemoveTargetsCommand } from "@aws-sdk/client-eventbridge";
import type {
  DeadLetterConfig,
  EventBridgeClient,
  PutTargetsResultEntry,
  RetryPolicy,
  Target,
} from "@aws-sdk/client-eventbridge";
import { ignoreNotFound } from "../errors.ts";
import { isObject, string } from "../properties.ts";
import type { Properties, Value } from "../properties.ts";
import { always, onlyFields } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";

export const eventTarget = (events: EventBridgeClient): ResourceHandler => ({
  inputs: {
    rule: { required: true, replaces: always },
    targetId: { autoName: true, replaces: always },
    arn: { required: true },
    input: { document: true },
    deadLetterConfig: { rejects: onlyFields("arn") },
    retryPolicy: { rejects: onlyFields("maximumEventAgeInSeconds", "maximumRetryAttempts") },
  },

  async create(inputs) {
    await put(events, inputs);
    return { id: `${string(inputs, "rule")}-${string(inputs, "targetId")}`, computed: {} };
  },

  async read(_id, state) {
    const live = await find(events, string(state, "rule"), string(state, "targetId"));
    return (
      live && {
        arn: live.Arn ?? "",
        input: live.Input ?? null,
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
    const command = new RemoveTargetsCommand({ Rule: string(state, "rule"), Ids: [string(state, "targetId")] });
    throwOnFailure((await ignoreNotFound(events.send(command)))?.FailedEntries);
  },
});

async function put(events: EventBridgeClient, inputs: Properties): Promise<void> {
  const target: Target = {
    Id: string(inputs, "targetId"),
    Arn: string(inputs, "arn"),
    Input: inputs["input"] as string | undefined,
    DeadLetterConfig: deadLetterConfig(inputs["deadLetterConfig"]),
    RetryPolicy: retryPolicy(inputs["retryPolicy"]),
  };
  const { FailedEntries } = await events.send(
    new PutTargetsCommand({ Rule: string(inputs, "rule"), Targets: [target] }),
  );
  throwOnFailure(FailedEntries);
}

const deadLetterConfig = (input: Value | undefined): DeadLetterConfig | undefined =>
  isObject(input) ? { Arn: string(input, "arn") } : undefined;

const retryPolicy = (input: Value | undefined): RetryPolicy | undefined =>
  isObject(input)
    ? {
        MaximumEventAgeInSeconds: input["maximumEventAgeInSeconds"] as number | undefined,
        MaximumRetryAttempts: input["maximumRetryAttempts"] as number | undefined,
      }
    : undefined;

/** Throws if a response lists a failure. EventBridge responds with success even if it did nothing. */
function throwOnFailure(failures: readonly PutTargetsResultEntry[] = []): void {
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
