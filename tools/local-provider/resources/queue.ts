import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { ignoreNotFound } from "../errors.ts";
import { number, string, stringMap } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges } from "../tags.ts";

/** The inputs that are attributes of the queue. */
const ATTRIBUTES = ["messageRetentionSeconds", "visibilityTimeoutSeconds", "sqsManagedSseEnabled", "policy"];

export const queue = (sqs: SQSClient): ResourceHandler => ({
  inputs: {
    name: { autoName: true, replaces: always },
    messageRetentionSeconds: { default: 345_600 },
    visibilityTimeoutSeconds: { default: 30 },
    sqsManagedSseEnabled: { default: true },
    policy: { document: true },
    tags: { default: {} },
  },

  async create(inputs) {
    const { QueueUrl: url = "" } = await sqs.send(
      new CreateQueueCommand({
        QueueName: string(inputs, "name"),
        Attributes: { ...settings(inputs), ...("policy" in inputs && { Policy: string(inputs, "policy") }) },
        tags: stringMap(inputs, "tags"),
      }),
    );
    return { id: url, computed: { url, arn: (await attributes(sqs, url))?.["QueueArn"] ?? "" } };
  },

  async read(id) {
    const live = await attributes(sqs, id);
    if (live === undefined) return undefined;
    const { Tags: tags = {} } = await sqs.send(new ListQueueTagsCommand({ QueueUrl: id }));
    return {
      name: id.split("/").at(-1) ?? "",
      messageRetentionSeconds: Number(live["MessageRetentionPeriod"]),
      visibilityTimeoutSeconds: Number(live["VisibilityTimeout"]),
      sqsManagedSseEnabled: live["SqsManagedSseEnabled"] === "true",
      policy: live["Policy"] ?? null,
      tags,
      url: id,
      arn: live["QueueArn"] ?? "",
    };
  },

  async update(id, state, inputs) {
    if (ATTRIBUTES.some((key) => state[key] !== inputs[key])) {
      // An empty string removes the policy.
      const Policy = "policy" in inputs ? string(inputs, "policy") : "";
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes: { ...settings(inputs), Policy } }));
    }
    const { set, removed } = tagChanges(stringMap(state, "tags"), stringMap(inputs, "tags"));
    if (removed.length > 0) await sqs.send(new UntagQueueCommand({ QueueUrl: id, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await sqs.send(new TagQueueCommand({ QueueUrl: id, Tags: { ...set } }));
    return {};
  },

  async delete(id) {
    await ignoreNotFound(sqs.send(new DeleteQueueCommand({ QueueUrl: id })));
  },
});

const settings = (inputs: Properties) => ({
  MessageRetentionPeriod: String(number(inputs, "messageRetentionSeconds")),
  VisibilityTimeout: String(number(inputs, "visibilityTimeoutSeconds")),
  SqsManagedSseEnabled: String(inputs["sqsManagedSseEnabled"] === true),
});

async function attributes(sqs: SQSClient, QueueUrl: string): Promise<Record<string, string> | undefined> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
  return (await ignoreNotFound(sqs.send(command)))?.Attributes;
}
