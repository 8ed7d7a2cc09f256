import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ignoreNotFound } from "../errors.ts";
import { always } from "../inputRules.ts";
import { count, text, texts } from "../properties.ts";
import type { Properties } from "../properties.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges } from "../tags.ts";

export const logGroup = (logs: CloudWatchLogsClient): ResourceHandler => ({
  inputs: {
    name: { required: true, replaces: always },
    retentionInDays: { default: 0 },
    tags: { default: {} },
  },

  async create(inputs) {
    const name = text(inputs, "name");
    await logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: texts(inputs, "tags") }));
    await retain(logs, name, inputs);
    return { id: name, computed: { arn: (await find(logs, name))?.arn ?? "" } };
  },

  async read(id) {
    const live = await find(logs, id);
    if (live === undefined) return undefined;
    const { tags = {} } = await logs.send(new ListTagsForResourceCommand({ resourceArn: live.arn }));
    return { name: id, ...live, tags };
  },

  async update(id, state, inputs) {
    const resourceArn = text(state, "arn");
    if (state["retentionInDays"] !== inputs["retentionInDays"]) await retain(logs, id, inputs);
    const { set, removed } = tagChanges(texts(state, "tags"), texts(inputs, "tags"));
    if (removed.length > 0) await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await logs.send(new TagResourceCommand({ resourceArn, tags: { ...set } }));
    return {};
  },

  async delete(id) {
    await ignoreNotFound(logs.send(new DeleteLogGroupCommand({ logGroupName: id })));
  },
});

/** Zero days keep log events for ever. */
async function retain(logs: CloudWatchLogsClient, logGroupName: string, inputs: Properties): Promise<void> {
  const retentionInDays = count(inputs, "retentionInDays");
  await (retentionInDays === 0
    ? logs.send(new DeleteRetentionPolicyCommand({ logGroupName }))
    : logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays })));
}

async function find(
  logs: CloudWatchLogsClient,
  name: string,
): Promise<{ arn: string; retentionInDays: number } | undefined> {
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix: name })) {
    const live = logGroups.find(({ logGroupName }) => logGroupName === name);
    // The AWS provider's ARN of a log group ends without ":*".
    if (live) return { arn: (live.arn ?? "").replace(/:\*$/, ""), retentionInDays: live.retentionInDays ?? 0 };
  }
  return undefined;
}
