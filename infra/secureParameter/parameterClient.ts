import crypto from "node:crypto";
import ssm from "@aws-sdk/client-ssm";
import { withoutIgnored } from "../aws/ignoredTags.ts";
import type { IgnoredTags, Tags } from "../aws/ignoredTags.ts";
import { retried } from "./retry.ts";
import type { Patience } from "./retry.ts";
import type { SecureParameterInputs } from "./secureParameterState.ts";

/** How long DescribeParameters may be behind a write. */
const SETTLING_MS = 2_000;

const DEFAULT_ATTEMPTS = 10;

/**
 * Parameter Store's calls that SecureParameterProvider makes, one at a time, whatever the engine asks for at once:
 * Parameter Store accepts three a second of some.
 */
export class ParameterClient implements Patience {
  declare readonly client: ssm.SSMClient;
  declare readonly maxRetries: number;
  declare readonly ignored: IgnoredTags;
  /** Settles when no call is under way. */
  declare idle: Promise<unknown>;

  /**
   * @param settings whose `maxAttempts` counts here: the SDK itself does not retry
   * @param ignored tags that are neither returned nor removed
   */
  constructor(settings: ssm.SSMClientConfig, ignored: IgnoredTags = {}) {
    this.ignored = ignored;
    this.client = new ssm.SSMClient({ ...settings, maxAttempts: 1 });
    this.maxRetries = Number(settings.maxAttempts ?? DEFAULT_ATTEMPTS) - 1;
    this.idle = Promise.resolve();
  }

  /**
   * @param mode to create it with its tags, or to overwrite what may be there: AWS accepts no tags with Overwrite
   * @param onBroken called when a failed attempt may have written all the same
   */
  async put(inputs: SecureParameterInputs, mode: "create" | "overwrite", onBroken?: () => void) {
    const command = new ssm.PutParameterCommand({
      Name: inputs.name,
      Value: inputs.value,
      Type: "SecureString",
      KeyId: inputs.keyId,
      // Advanced only where the size asks for it. It never goes back, so the tier is never compared.
      Tier: "Intelligent-Tiering",
      Overwrite: mode === "overwrite",
      ...(mode === "create" ? { Tags: tagList(inputs.tags) } : {}),
    });
    const { Version: version = 0 } = await this.call(() => this.client.send(command), onBroken);
    return { type: "SecureString", version, writtenVersion: version, writeId: crypto.randomUUID() };
  }

  async retag(id: string, before: Tags, after: Tags): Promise<void> {
    const resource = { ResourceType: "Parameter" as const, ResourceId: id };
    const gone = Object.keys(withoutIgnored(before, this.ignored)).filter((key) => !(key in after));
    const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
    if (gone.length > 0) {
      await this.call(() => this.client.send(new ssm.RemoveTagsFromResourceCommand({ ...resource, TagKeys: gone })));
    }
    if (Object.keys(changed).length > 0) {
      const Tags = tagList(changed);
      await this.call(() => this.client.send(new ssm.AddTagsToResourceCommand({ ...resource, Tags })));
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await this.call(() => this.client.send(new ssm.DeleteParameterCommand({ Name: name })));
    } catch (error) {
      if (!(error instanceof ssm.ParameterNotFound)) {
        throw error;
      }
    }
  }

  async tags(name: string): Promise<Tags> {
    const command = new ssm.ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: name });
    const { TagList } = await this.call(() => this.client.send(command));
    const all = Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
    return withoutIgnored(all, this.ignored);
  }

  /** A page may be empty and still name a next one: what is on none is absent only after the last. */
  async list(filter: ssm.ParameterStringFilter): Promise<ssm.ParameterMetadata[]> {
    const found: ssm.ParameterMetadata[] = [];
    let NextToken: string | undefined;
    do {
      const command = new ssm.DescribeParametersCommand({ ParameterFilters: [filter], MaxResults: 50, NextToken });
      const page = await this.call(() => this.client.send(command));
      found.push(...(page.Parameters ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  async describe(name: string): Promise<ssm.ParameterMetadata | undefined> {
    const found = await this.list({ Key: "Name", Option: "Equals", Values: [name] });
    return found.find(({ Name }) => Name === name);
  }

  /** Asks once more where the response is not what was expected: DescribeParameters may lag behind the last write. */
  async describeSettled(
    name: string,
    expected: (found: ssm.ParameterMetadata | undefined) => boolean,
  ): Promise<ssm.ParameterMetadata | undefined> {
    const found = await this.describe(name);
    if (expected(found)) {
      return found;
    }
    await this.pause(SETTLING_MS);
    return this.describe(name);
  }

  call<T>(send: () => Promise<T>, onBroken?: () => void): Promise<T> {
    const done = this.idle.then(() => retried(send, this, onBroken));
    this.idle = done.catch(() => undefined);
    return done;
  }

  now(): number {
    return performance.now();
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}

const tagList = (tags: Tags): ssm.Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
