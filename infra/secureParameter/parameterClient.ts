import crypto from "node:crypto";
import ssm from "@aws-sdk/client-ssm";
import { withoutIgnored } from "../aws/ignoredTags.ts";
import type { IgnoredTags, Tags } from "../aws/ignoredTags.ts";
import { retry } from "./retry.ts";
import type { RetryContext } from "./retry.ts";
import type { SecureParameterInputs } from "./secureParameterState.ts";

/** The time by which DescribeParameters may lag behind a write. */
const CONSISTENCY_DELAY_MS = 2_000;

const DEFAULT_ATTEMPTS = 10;

/**
 * The Parameter Store client of SecureParameterProvider. It makes one call at a time, even if the engine runs
 * operations in parallel: Parameter Store accepts only three of some calls per second.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
export class ParameterClient implements RetryContext {
  declare readonly client: ssm.SSMClient;
  declare readonly maxRetries: number;
  declare readonly ignored: IgnoredTags;
  /** Settles when no call is in progress. */
  declare idle: Promise<unknown>;

  /**
   * @param settings `maxAttempts` is applied here; the SDK itself does not retry
   * @param ignored tags that are not returned or removed
   */
  constructor(settings: ssm.SSMClientConfig, ignored: IgnoredTags = {}) {
    this.ignored = ignored;
    this.client = new ssm.SSMClient({ ...settings, maxAttempts: 1 });
    this.maxRetries = Number(settings.maxAttempts ?? DEFAULT_ATTEMPTS) - 1;
    this.idle = Promise.resolve();
  }

  /**
   * Writes the parameter.
   *
   * @param mode `create` sets the tags too; `overwrite` does not, because AWS accepts no tags with Overwrite
   * @param onTransientError called when a failed attempt may still have written the parameter
   */
  async put(inputs: SecureParameterInputs, mode: "create" | "overwrite", onTransientError?: () => void) {
    const command = new ssm.PutParameterCommand({
      Name: inputs.name,
      Value: inputs.value,
      Type: "SecureString",
      KeyId: inputs.keyId,
      // Advanced only if the size requires it. An advanced parameter cannot go back, so the tier is never compared.
      Tier: "Intelligent-Tiering",
      Overwrite: mode === "overwrite",
      ...(mode === "create" ? { Tags: tagList(inputs.tags) } : {}),
    });
    const { Version: version = 0 } = await this.call(() => this.client.send(command), onTransientError);
    return { type: "SecureString", version, writtenVersion: version, writeId: crypto.randomUUID() };
  }

  async updateTags(id: string, before: Tags, after: Tags): Promise<void> {
    const resource = { ResourceType: "Parameter" as const, ResourceId: id };
    const removed = Object.keys(withoutIgnored(before, this.ignored)).filter((key) => !(key in after));
    const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
    if (removed.length > 0) {
      await this.call(() => this.client.send(new ssm.RemoveTagsFromResourceCommand({ ...resource, TagKeys: removed })));
    }
    if (Object.keys(changed).length > 0) {
      const Tags = tagList(changed);
      await this.call(() => this.client.send(new ssm.AddTagsToResourceCommand({ ...resource, Tags })));
    }
  }

  async deleteParameter(name: string): Promise<void> {
    try {
      await this.call(() => this.client.send(new ssm.DeleteParameterCommand({ Name: name })));
    } catch (error) {
      if (!(error instanceof ssm.ParameterNotFound)) {
        throw error;
      }
    }
  }

  async listTags(name: string): Promise<Tags> {
    const command = new ssm.ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: name });
    const { TagList } = await this.call(() => this.client.send(command));
    const all = Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
    return withoutIgnored(all, this.ignored);
  }

  /** Returns the parameters on all pages. A page may be empty and not the last. */
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

  /**
   * Describes a parameter, and again after a delay if it is not as expected: DescribeParameters may lag behind a write.
   */
  async describeConsistent(
    name: string,
    expected: (found: ssm.ParameterMetadata | undefined) => boolean,
  ): Promise<ssm.ParameterMetadata | undefined> {
    const found = await this.describe(name);
    if (expected(found)) {
      return found;
    }
    await this.sleep(CONSISTENCY_DELAY_MS);
    return this.describe(name);
  }

  call<T>(send: () => Promise<T>, onTransientError?: () => void): Promise<T> {
    const done = this.idle.then(() => retry(send, this, onTransientError));
    this.idle = done.catch(() => undefined);
    return done;
  }

  now(): number {
    return performance.now();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}

const tagList = (tags: Tags): ssm.Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
