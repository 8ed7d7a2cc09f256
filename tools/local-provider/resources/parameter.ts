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
import { checkPut } from "../../lib/parameterStoreRules.ts";
import { ignoreNotFound } from "../errors.ts";
import { string, stringMap } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always, oneOf } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges, tagList, tagsFrom } from "../tags.ts";

const TIERS: readonly ParameterTier[] = ["Standard", "Advanced", "Intelligent-Tiering"];

export const parameter = (ssm: SSMClient): ResourceHandler => ({
  inputs: {
    name: { required: true, replaces: always },
    type: { required: true, replaces: always, rejects: oneOf("String") },
    insecureValue: { required: true },
    // An advanced parameter cannot become a standard one.
    tier: {
      default: "Standard",
      rejects: oneOf(...TIERS),
      replaces: (before, after) => before === "Advanced" && after === "Standard",
    },
    description: { default: "" },
    // Applies to the creation. Updates always overwrite.
    overwrite: {},
    tags: { default: {} },
  },
  changedByUpdate: ["version"],

  async create(inputs) {
    const name = string(inputs, "name");
    const overwrite = inputs["overwrite"] === true;
    const Tags = tagList(stringMap(inputs, "tags"));
    const version = await put(ssm, { ...toPutInput(inputs), ...(overwrite ? { Overwrite: true } : { Tags }) });
    // AWS rejects tags with Overwrite.
    if (overwrite && Tags.length > 0) {
      await ssm.send(new AddTagsToResourceCommand({ ResourceType: "Parameter", ResourceId: name, Tags }));
    }
    const { Parameter: created } = await ssm.send(new GetParameterCommand({ Name: name }));
    return { id: name, computed: { version, arn: created?.ARN ?? "", dataType: created?.DataType ?? "text" } };
  },

  async read(id, state) {
    const live = (await ignoreNotFound(ssm.send(new GetParameterCommand({ Name: id }))))?.Parameter;
    const metadata = await describe(ssm, id);
    if (live === undefined || metadata === undefined) return undefined;
    const { TagList } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: id }));
    return {
      name: id,
      type: live.Type ?? "",
      // The value of a SecureString is encrypted.
      ...(live.Type === "String" && { insecureValue: live.Value ?? "" }),
      // With Intelligent-Tiering AWS chooses the tier, so any tier is correct.
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
    const { set, removed } = tagChanges(stringMap(state, "tags"), stringMap(inputs, "tags"));
    if (removed.length > 0) await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: tagList(set) }));
    if (["insecureValue", "tier", "description"].every((key) => state[key] === inputs[key])) return {};
    return { version: await put(ssm, { ...toPutInput(inputs), Overwrite: true }) };
  },

  async delete(id) {
    await ignoreNotFound(ssm.send(new DeleteParameterCommand({ Name: id })));
  },
});

const toPutInput = (inputs: Properties) => ({
  Name: string(inputs, "name"),
  Type: "String" as const,
  Value: string(inputs, "insecureValue"),
  Description: string(inputs, "description"),
  Tier: TIERS.find((tier) => tier === inputs["tier"]),
});

/** Writes a parameter, and returns its version. Rejects what AWS rejects. */
async function put(ssm: SSMClient, input: PutParameterCommandInput): Promise<number> {
  const existing = input.Overwrite === true ? await describe(ssm, input.Name ?? "") : undefined;
  const rejection = checkPut(input, existing?.Type);
  if (rejection !== undefined) throw Object.assign(new Error(rejection.message), { name: rejection.name });
  // The AWS provider retries after throttling, but not after TooManyUpdates.
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

/** Returns the metadata of a parameter. Pages can be empty without being the last. */
async function describe(ssm: SSMClient, name: string): Promise<ParameterMetadata | undefined> {
  const filter = { ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [name] }] };
  for await (const { Parameters = [] } of paginateDescribeParameters({ client: ssm }, filter)) {
    const found = Parameters.find(({ Name }) => Name === name);
    if (found) return found;
  }
  return undefined;
}
