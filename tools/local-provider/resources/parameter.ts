import { setTimeout as sleep } from "node:timers/promises";
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  TooManyUpdates,
  paginateDescribeParameters,
} from "@aws-sdk/client-ssm";
import type { ParameterMetadata, ParameterTier, PutParameterCommandInput, SSMClient } from "@aws-sdk/client-ssm";
import { retry } from "../../../infra/secureParameter/retry.ts";
import type { RetryContext } from "../../../infra/secureParameter/retry.ts";
import { rejectedPut } from "../../lib/rejectedPut.ts";
import { ignoreNotFound } from "../ignoreNotFound.ts";
import { always, oneOf } from "../inputRule.ts";
import { text, texts } from "../properties.ts";
import type { Properties } from "../properties.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges, tagList, tagsFrom } from "../tags.ts";

const TIERS: readonly ParameterTier[] = ["Standard", "Advanced", "Intelligent-Tiering"];

export const parameter = (ssm: SSMClient): ResourceHandler => ({
  inputs: {
    name: { required: true, replaces: always },
    type: { required: true, replaces: always, refuses: oneOf("String") },
    insecureValue: { required: true },
    // An advanced parameter cannot become a standard one.
    tier: {
      default: "Standard",
      refuses: oneOf(...TIERS),
      replaces: (before, after) => before === "Advanced" && after === "Standard",
    },
    description: { default: "" },
    // For a create: any later write overwrites.
    overwrite: {},
    tags: { default: {} },
  },
  movedByUpdate: ["version"],

  async create(inputs) {
    const name = text(inputs, "name");
    const overwrite = inputs["overwrite"] === true;
    const Tags = tagList(texts(inputs, "tags"));
    const version = await put(ssm, { ...written(inputs), ...(overwrite ? { Overwrite: true } : { Tags }) });
    // AWS accepts no tags with Overwrite.
    if (overwrite && Tags.length > 0) {
      await ssm.send(new AddTagsToResourceCommand({ ResourceType: "Parameter", ResourceId: name, Tags }));
    }
    const { Parameter: made } = await ssm.send(new GetParameterCommand({ Name: name }));
    return { id: name, computed: { version, arn: made?.ARN ?? "", dataType: made?.DataType ?? "text" } };
  },

  async read(id, state) {
    const live = (await ignoreNotFound(ssm.send(new GetParameterCommand({ Name: id }))))?.Parameter;
    const metadata = await describe(ssm, id);
    if (live === undefined || metadata === undefined) return undefined;
    const { TagList } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: id }));
    return {
      name: id,
      type: live.Type ?? "",
      // Without decryption the value of any other type is no plain text.
      ...(live.Type === "String" && { insecureValue: live.Value ?? "" }),
      // Intelligent-Tiering leaves the choice to AWS, so whatever it chose is right.
      ...(state["tier"] !== "Intelligent-Tiering" && { tier: metadata.Tier ?? "Standard" }),
      description: metadata.Description ?? "",
      tags: tagsFrom(TagList),
      version: live.Version ?? 0,
      arn: live.ARN ?? "",
      dataType: live.DataType ?? "text",
    };
  },

  async update(id, state, inputs) {
    const resource = { ResourceType: "Parameter", ResourceId: id } as const;
    const { set, removed } = tagChanges(texts(state, "tags"), texts(inputs, "tags"));
    if (removed.length > 0) await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: tagList(set) }));
    if (["insecureValue", "tier", "description"].every((key) => state[key] === inputs[key])) return {};
    return { version: await put(ssm, { ...written(inputs), Overwrite: true }) };
  },

  async delete(id) {
    await ignoreNotFound(ssm.send(new DeleteParameterCommand({ Name: id })));
  },
});

const written = (inputs: Properties) => ({
  Name: text(inputs, "name"),
  Type: "String" as const,
  Value: text(inputs, "insecureValue"),
  Description: text(inputs, "description"),
  Tier: TIERS.find((tier) => tier === inputs["tier"]),
});

/** Fails where AWS does, and gives the version. */
async function put(ssm: SSMClient, input: PutParameterCommandInput): Promise<number> {
  const existing = input.Overwrite === true ? await describe(ssm, input.Name ?? "") : undefined;
  const rejection = rejectedPut(input, existing?.Type);
  if (rejection !== undefined) throw Object.assign(new Error(rejection.message), { name: rejection.name });
  // The AWS provider waits throttling out, but does not retry TooManyUpdates.
  const output = await retry(
    () =>
      ssm.send(new PutParameterCommand(input)).catch((error: unknown) => {
        if (error instanceof TooManyUpdates) return error;
        throw error;
      }),
    RETRY_CONTEXT,
  );
  if (output instanceof TooManyUpdates) throw output;
  return output.Version ?? 0;
}

const RETRY_CONTEXT: RetryContext = {
  maxRetries: 2,
  now: () => performance.now(),
  sleep: (ms) => sleep(ms),
};

/** Pages may be empty and yet not the last. */
async function describe(ssm: SSMClient, name: string): Promise<ParameterMetadata | undefined> {
  const filter = { ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [name] }] };
  for await (const { Parameters = [] } of paginateDescribeParameters({ client: ssm }, filter)) {
    const found = Parameters.find(({ Name }) => Name === name);
    if (found) return found;
  }
  return undefined;
}
