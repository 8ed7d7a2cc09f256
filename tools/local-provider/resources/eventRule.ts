import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListTagsForResourceCommand,
  PutRuleCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { ignoreNotFound } from "../errors.ts";
import { string, stringMap } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges, tagList, tagsFrom } from "../tags.ts";

/** A rule of the default event bus, which matches events or is a schedule. EventBridge requires one of both. */
export const eventRule = (events: EventBridgeClient): ResourceHandler => ({
  inputs: {
    name: { autoName: true, replaces: always },
    description: { default: "" },
    eventPattern: { document: true },
    scheduleExpression: {},
    tags: { default: {} },
  },

  async create(inputs) {
    const command = new PutRuleCommand({ ...toPutInput(inputs), Tags: tagList(stringMap(inputs, "tags")) });
    const { RuleArn: arn = "" } = await events.send(command);
    return { id: string(inputs, "name"), computed: { arn } };
  },

  async read(id) {
    const live = await ignoreNotFound(events.send(new DescribeRuleCommand({ Name: id })));
    if (live === undefined) return undefined;
    const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: live.Arn }));
    return {
      name: id,
      description: live.Description ?? "",
      eventPattern: textOrNull(live.EventPattern),
      scheduleExpression: textOrNull(live.ScheduleExpression),
      tags: tagsFrom(Tags),
      arn: live.Arn ?? "",
    };
  },

  async update(_id, state, inputs) {
    const ResourceARN = string(state, "arn");
    if (["description", "eventPattern", "scheduleExpression"].some((key) => state[key] !== inputs[key])) {
      await events.send(new PutRuleCommand(toPutInput(inputs)));
    }
    const { set, removed } = tagChanges(stringMap(state, "tags"), stringMap(inputs, "tags"));
    if (removed.length > 0) await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await events.send(new TagResourceCommand({ ResourceARN, Tags: tagList(set) }));
    return {};
  },

  async delete(id) {
    await ignoreNotFound(events.send(new DeleteRuleCommand({ Name: id })));
  },
});

const toPutInput = (inputs: Properties) => ({
  Name: string(inputs, "name"),
  Description: string(inputs, "description"),
  EventPattern: inputs["eventPattern"] as string | undefined,
  ScheduleExpression: inputs["scheduleExpression"] as string | undefined,
});

const textOrNull = (text = ""): string | null => (text === "" ? null : text);
