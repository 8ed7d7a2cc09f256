import ssm from "@aws-sdk/client-ssm";
import type * as pulumi from "@pulumi/pulumi";
import { ssmClientConfig } from "../aws/awsClientConfig.ts";
import { ignoredTags, withoutIgnored } from "../aws/ignoredTags.ts";
import type { IgnoredTags } from "../aws/ignoredTags.ts";
import { ParameterClient } from "./parameterClient.ts";
import { toPutError } from "./putError.ts";
import { mustWrite, sameTags } from "./secureParameterState.ts";
import type { SecureParameterInputs, SecureParameterState } from "./secureParameterState.ts";

/** AWS reports times in whole seconds. */
const CLOCK_STEP_MS = 1_000;

/**
 * A provider that writes a SecureString and never reads it back, so the deployer does not need kms:Decrypt.
 * PutParameter encrypts, and DescribeParameters returns version, key and type without the value. Pulumi serializes this
 * class into the state for refresh and destroy. It therefore has no private names and no field initializers, and
 * imports packages only by default import.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/functions/function-serialization/
 */
export class SecureParameterProvider implements pulumi.dynamic.ResourceProvider<
  SecureParameterInputs,
  SecureParameterState
> {
  declare store: ParameterClient;
  declare ignored: IgnoredTags | undefined;

  // Not async: it awaits nothing, but the interface requires a promise.
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
      // New code must be written to the state, or refresh and destroy would run the old code.
      old.__provider !== news.__provider;
    return Promise.resolve({ changes, replaces });
  }

  async create(inputs: SecureParameterInputs): Promise<pulumi.dynamic.CreateResult<SecureParameterState>> {
    return { id: inputs.name, outs: await this.createParameter(inputs, inputs.adopt === true) };
  }

  async update(
    id: string,
    old: SecureParameterState,
    news: SecureParameterInputs,
  ): Promise<pulumi.dynamic.UpdateResult<SecureParameterState>> {
    if (old.type !== "SecureString") {
      // Parameter Store cannot change a type (HierarchyTypeMismatchException), so a plain parameter is deleted first.
      // An interrupted update may have done so already.
      const live = await this.store.describe(id);
      if (live !== undefined && live.Type !== "SecureString") {
        await this.store.deleteParameter(id);
      }
      return { outs: await this.createParameter(news, true) };
    }
    if (mustWrite(old, news)) {
      return { outs: await this.overwriteParameter(news, old.tags) };
    }
    await this.store.updateTags(id, old.tags, news.tags);
    const { type, version, writtenVersion, writeId } = old;
    return { outs: { ...news, type, version, writtenVersion, writeId } };
  }

  async read(id: string, old?: SecureParameterState): Promise<pulumi.dynamic.ReadResult<SecureParameterState>> {
    if (old === undefined) {
      return { id: "" }; // an import has no value to write
    }
    const live = await this.store.describeConsistent(id, (found) => found?.Version === old.writtenVersion);
    if (live === undefined) {
      return { id: "" };
    }
    const tags = await this.store.listTags(id);
    return {
      id,
      props: { ...old, keyId: live.KeyId ?? "", type: live.Type ?? "", version: live.Version ?? 0, tags },
    };
  }

  delete(id: string): Promise<void> {
    return this.store.deleteParameter(id);
  }

  /**
   * Creates the parameter with its tags.
   *
   * @param mayOverwrite whether an existing parameter of that name is overwritten, and then tagged
   */
  async createParameter(inputs: SecureParameterInputs, mayOverwrite: boolean): Promise<SecureParameterState> {
    const beganMs = this.store.now();
    const attempts = { transientErrors: 0 };
    try {
      return { ...inputs, ...(await this.store.put(inputs, "create", () => attempts.transientErrors++)) };
    } catch (error) {
      const overwrite =
        error instanceof ssm.ParameterAlreadyExists &&
        (mayOverwrite ||
          (attempts.transientErrors > 0 && (await this.isOwnWrite(inputs, serverTimeMs(error), beganMs))));
      if (!overwrite) {
        throw toPutError(inputs, error);
      }
    }
    return this.overwriteParameter(inputs, await this.store.listTags(inputs.name));
  }

  /**
   * Overwrites the parameter, and updates its tags.
   *
   * @param tags the parameter's current tags
   */
  async overwriteParameter(
    inputs: SecureParameterInputs,
    tags: Readonly<Record<string, string>>,
  ): Promise<SecureParameterState> {
    let written;
    try {
      written = await this.store.put(inputs, "overwrite");
    } catch (error) {
      throw toPutError(inputs, error);
    }
    await this.store.updateTags(inputs.name, tags, inputs.tags);
    return { ...inputs, ...written };
  }

  /**
   * Returns whether an attempt of this operation, whose response was lost, created the existing parameter: it has its
   * first version and the stack's own key, and is not older than the operation.
   */
  async isOwnWrite({ name, keyId }: SecureParameterInputs, serverNowMs: number, beganMs: number): Promise<boolean> {
    const elapsedMs = this.store.now() - beganMs;
    const live = await this.store.describeConsistent(name, (found) => found !== undefined);
    return (
      live?.Version === 1 &&
      live.Type === "SecureString" &&
      live.KeyId === keyId &&
      Number(live.LastModifiedDate) >= serverNowMs - elapsedMs - CLOCK_STEP_MS
    );
  }
}

/** Returns the time of AWS's clock, which LastModifiedDate uses, from the response; else that of this machine. */
function serverTimeMs(error: object): number {
  const { $response } = error as { readonly $response?: { readonly headers?: Readonly<Record<string, string>> } };
  const time = Date.parse($response?.headers?.["date"] ?? "");
  return Number.isNaN(time) ? Date.now() : time;
}
