import ssm from "@aws-sdk/client-ssm";
import type * as pulumi from "@pulumi/pulumi";
import { ssmClientConfig } from "../aws/awsClientConfig.ts";
import { ignoredTags, withoutIgnored } from "../aws/ignoredTags.ts";
import type { IgnoredTags } from "../aws/ignoredTags.ts";
import { ParameterClient } from "./parameterClient.ts";
import { parameterWriteError } from "./parameterWriteError.ts";
import { mustWrite, sameTags } from "./secureParameterState.ts";
import type { SecureParameterInputs, SecureParameterState } from "./secureParameterState.ts";

/** AWS tells the time in whole seconds. */
const CLOCK_STEP_MS = 1_000;

/**
 * Writes a SecureString and never reads it back, so that whoever deploys needs no kms:Decrypt: PutParameter encrypts,
 * and DescribeParameters tells version, key and type without the value.
 *
 * Pulumi serializes this class into the state, where refresh and destroy find it: no private names, no field
 * initializers, packages by default import only.
 */
export class SecureParameterProvider implements pulumi.dynamic.ResourceProvider<
  SecureParameterInputs,
  SecureParameterState
> {
  declare store: ParameterClient;
  declare ignored: IgnoredTags | undefined;

  // Not async without cause: the interface asks for a promise.
  configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    const get = (setting: string) => request.config.get(`aws:${setting}`);
    this.ignored = ignoredTags(get);
    this.store = new ParameterClient(ssmClientConfig(get), this.ignored);
    return Promise.resolve();
  }

  diff(_id: string, old: SecureParameterState, news: SecureParameterInputs): Promise<pulumi.dynamic.DiffResult> {
    const replaces = old.name === news.name ? [] : ["name"];
    const changes =
      replaces.length > 0 ||
      mustWrite(old, news) ||
      !sameTags(withoutIgnored(old.tags, this.ignored), news.tags) ||
      // Newer code must reach the state, or refresh and destroy would go on with the old.
      old.__provider !== news.__provider;
    return Promise.resolve({ changes, replaces });
  }

  async create(inputs: SecureParameterInputs): Promise<pulumi.dynamic.CreateResult<SecureParameterState>> {
    return { id: inputs.name, outs: await this.make(inputs, inputs.adopt === true) };
  }

  async update(
    id: string,
    old: SecureParameterState,
    news: SecureParameterInputs,
  ): Promise<pulumi.dynamic.UpdateResult<SecureParameterState>> {
    if (old.type !== "SecureString") {
      // Parameter Store changes no parameter's type (HierarchyTypeMismatchException): a plain one gives way. It may have
      // done so already, in an update that was interrupted.
      const live = await this.store.describe(id);
      if (live !== undefined && live.Type !== "SecureString") {
        await this.store.remove(id);
      }
      return { outs: await this.make(news, true) };
    }
    if (mustWrite(old, news)) {
      return { outs: await this.overwrite(news, old.tags) };
    }
    await this.store.retag(id, old.tags, news.tags);
    const { type, version, writtenVersion, writeId } = old;
    return { outs: { ...news, type, version, writtenVersion, writeId } };
  }

  async read(id: string, old?: SecureParameterState): Promise<pulumi.dynamic.ReadResult<SecureParameterState>> {
    if (old === undefined) {
      return { id: "" }; // there is no value to write again
    }
    const live = await this.store.describeSettled(id, (found) => found?.Version === old.writtenVersion);
    if (live === undefined) {
      return { id: "" };
    }
    const tags = await this.store.tags(id);
    return {
      id,
      props: { ...old, keyId: live.KeyId ?? "", type: live.Type ?? "", version: live.Version ?? 0, tags },
    };
  }

  delete(id: string): Promise<void> {
    return this.store.remove(id);
  }

  /**
   * Creates the parameter, with its tags at once.
   *
   * @param mayOverwrite whether one of that name may be there already: it is overwritten then, and tagged afterwards
   */
  async make(inputs: SecureParameterInputs, mayOverwrite: boolean): Promise<SecureParameterState> {
    const beganMs = this.store.now();
    const attempts = { broken: 0 };
    try {
      return { ...inputs, ...(await this.store.put(inputs, "create", () => attempts.broken++)) };
    } catch (error) {
      const overwrite =
        error instanceof ssm.ParameterAlreadyExists &&
        (mayOverwrite || (attempts.broken > 0 && (await this.isOwnWrite(inputs, serverTimeMs(error), beganMs))));
      if (!overwrite) {
        throw parameterWriteError(inputs, error);
      }
    }
    return this.overwrite(inputs, await this.store.tags(inputs.name));
  }

  /** @param tags those that the parameter has */
  async overwrite(
    inputs: SecureParameterInputs,
    tags: Readonly<Record<string, string>>,
  ): Promise<SecureParameterState> {
    let written;
    try {
      written = await this.store.put(inputs, "overwrite");
    } catch (error) {
      throw parameterWriteError(inputs, error);
    }
    await this.store.retag(inputs.name, tags, inputs.tags);
    return { ...inputs, ...written };
  }

  /**
   * Whether the parameter that is in the way was made by an attempt of this very operation whose response was lost: its
   * first version, under the stack's own key, and no older than the operation.
   */
  async isOwnWrite({ name, keyId }: SecureParameterInputs, serverNowMs: number, beganMs: number): Promise<boolean> {
    const elapsedMs = this.store.now() - beganMs;
    const live = await this.store.describeSettled(name, (found) => found !== undefined);
    return (
      live?.Version === 1 &&
      live.Type === "SecureString" &&
      live.KeyId === keyId &&
      Number(live.LastModifiedDate) >= serverNowMs - elapsedMs - CLOCK_STEP_MS
    );
  }
}

/** AWS's clock, which is that of LastModifiedDate, whatever this machine's shows. */
function serverTimeMs(error: object): number {
  const { $response } = error as { readonly $response?: { readonly headers?: Readonly<Record<string, string>> } };
  const time = Date.parse($response?.headers?.["date"] ?? "");
  return Number.isNaN(time) ? Date.now() : time;
}
