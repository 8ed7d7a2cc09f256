import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
  paginateListResourceTags,
} from "@aws-sdk/client-kms";
import type { KMSClient, Tag } from "@aws-sdk/client-kms";
import { ignoreNotFound } from "../errors.ts";
import { number, string, stringMap } from "../properties.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges } from "../tags.ts";

export const key = (kms: KMSClient): ResourceHandler => ({
  inputs: {
    description: { default: "" },
    enableKeyRotation: { default: false },
    deletionWindowInDays: { default: 30 },
    policy: { required: true, document: true },
    tags: { default: {} },
  },

  async create(inputs) {
    const { KeyMetadata: created } = await kms.send(
      new CreateKeyCommand({
        Description: string(inputs, "description"),
        Policy: string(inputs, "policy"),
        Tags: keyTags(stringMap(inputs, "tags")),
      }),
    );
    const id = created?.KeyId ?? "";
    if (inputs["enableKeyRotation"] === true) await kms.send(new EnableKeyRotationCommand({ KeyId: id }));
    return { id, computed: { keyId: id, arn: created?.Arn ?? "" } };
  },

  async read(id) {
    const live = (await ignoreNotFound(kms.send(new DescribeKeyCommand({ KeyId: id }))))?.KeyMetadata;
    if (live === undefined || live.KeyState === "PendingDeletion") return undefined;
    const { Policy: policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" }));
    const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId: id }));
    return {
      keyId: id,
      arn: live.Arn ?? "",
      description: live.Description ?? "",
      enableKeyRotation: rotation.KeyRotationEnabled ?? false,
      policy,
      tags: await liveTags(kms, id),
    };
  },

  async update(id, state, inputs) {
    const rotate = inputs["enableKeyRotation"] === true;
    if (state["description"] !== inputs["description"]) {
      await kms.send(new UpdateKeyDescriptionCommand({ KeyId: id, Description: string(inputs, "description") }));
    }
    if (state["policy"] !== inputs["policy"]) {
      await kms.send(new PutKeyPolicyCommand({ KeyId: id, PolicyName: "default", Policy: string(inputs, "policy") }));
    }
    if (state["enableKeyRotation"] !== rotate) {
      const command = rotate
        ? new EnableKeyRotationCommand({ KeyId: id })
        : new DisableKeyRotationCommand({ KeyId: id });
      await kms.send(command);
    }
    const { set, removed } = tagChanges(stringMap(state, "tags"), stringMap(inputs, "tags"));
    if (removed.length > 0) await kms.send(new UntagResourceCommand({ KeyId: id, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await kms.send(new TagResourceCommand({ KeyId: id, Tags: keyTags(set) }));
    return {};
  },

  async delete(id, state) {
    const command = new ScheduleKeyDeletionCommand({
      KeyId: id,
      PendingWindowInDays: number(state, "deletionWindowInDays"),
    });
    await ignoreNotFound(
      kms.send(command).catch(async (error: unknown) => {
        // AWS rejects a key that is already scheduled for deletion.
        const { KeyMetadata: live } = await kms.send(new DescribeKeyCommand({ KeyId: id }));
        if (live?.KeyState !== "PendingDeletion") throw error;
      }),
    );
  },
});

const keyTags = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

async function liveTags(kms: KMSClient, id: string): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  for await (const { Tags = [] } of paginateListResourceTags({ client: kms }, { KeyId: id })) {
    for (const { TagKey, TagValue } of Tags) tags[TagKey ?? ""] = TagValue ?? "";
  }
  return tags;
}
