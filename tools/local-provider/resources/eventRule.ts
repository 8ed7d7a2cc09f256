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
import { always } from "../inputRules.ts";
import { text, texts } from "../properties.ts";
import type { Properties } from "../properties.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges, tagList, tagsFrom } from "../tags.ts";

/** A rule of the default event bus. */
export const eventRule = (events: EventBridgeClient): ResourceHandler => ({
  inputs: {
    name: { autoName: true, replaces: always },
    description: { default: "" },
    eventPattern: { required: true, document: true },
    tags: { default: {} },
  },

  async create(inputs) {
    const command = new PutRuleCommand({ ...written(inputs), Tags: tagList(texts(inputs, "tags")) });
    const { RuleArn: arn = "" } = await events.send(command);
    return { id: text(inputs, "name"), computed: { arn } };
  },

  async read(id) {
    const live = await ignoreNotFound(events.send(new DescribeRuleCommand({ Name: id })));
    if (live === undefined) return undefined;
    const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: live.Arn }));
    return {
      name: id,
      description: live.Description ?? "",
      eventPattern: live.EventPattern ?? "",
      tags: tagsFrom(Tags),
      arn: live.Arn ?? "",
    };
  },

  async update(_id, state, inputs) {
    const ResourceARN = text(state, "arn");
    if (["description", "eventPattern"].some((key) => state[key] !== inputs[key])) {
      await events.send(new PutRuleCommand(written(inputs)));
    }
    const { set, removed } = tagChanges(texts(state, "tags"), texts(inputs, "tags"));
    if (removed.length > 0) await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await events.send(new TagResourceCommand({ ResourceARN, Tags: tagList(set) }));
    return {};
  },

  async delete(id) {
    await ignoreNotFound(events.send(new DeleteRuleCommand({ Name: id })));
  },
});

const written = (inputs: Properties) => ({
  Name: text(inputs, "name"),
  Description: text(inputs, "description"),
  EventPattern: text(inputs, "eventPattern"),
});
