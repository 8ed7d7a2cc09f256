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
import { number, string, stringMap } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges } from "../tags.ts";

export const logGroup = (logs: CloudWatchLogsClient): ResourceHandler => ({
  inputs: {
    name: { required: true, replaces: always },
    retentionInDays: { default: 0 },
    tags: { default: {} },
  },

  async create(inputs) {
    const name = string(inputs, "name");
    await logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: stringMap(inputs, "tags") }));
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
    const resourceArn = string(state, "arn");
    if (state["retentionInDays"] !== inputs["retentionInDays"]) await retain(logs, id, inputs);
    const { set, removed } = tagChanges(stringMap(state, "tags"), stringMap(inputs, "tags"));
    if (removed.length > 0) await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await logs.send(new TagResourceCommand({ resourceArn, tags: { ...set } }));
    return {};
  },

  async delete(id) {
    await ignoreNotFound(logs.send(new DeleteLogGroupCommand({ logGroupName: id })));
  },
});

/** Sets the retention period. With 0 days, log events never expire. */
async function retain(logs: CloudWatchLogsClient, logGroupName: string, inputs: Properties): Promise<void> {
  const retentionInDays = number(inputs, "retentionInDays");
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
    // The AWS provider's ARN of a log group does not end with ":*".
    if (live) return { arn: (live.arn ?? "").replace(/:\*$/, ""), retentionInDays: live.retentionInDays ?? 0 };
  }
  return undefined;
}
