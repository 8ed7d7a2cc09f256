import crypto from "node:crypto";
import ssm from "@aws-sdk/client-ssm";
import type * as pulumi from "@pulumi/pulumi";
import { ssmClientConfig } from "./awsSettings.ts";
import { ignoredTags, withoutIgnored, type IgnoredTags } from "./ignoredTags.ts";

/** What the program asks for. */
export interface SecureParameterInputs {
  /** This provider's own code, put here by Pulumi: refresh and destroy run the copy in the state. */
  readonly __provider?: string;
  readonly name: string;
  readonly value: string;
  readonly keyId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What state keeps. `version` is the live one, `writtenVersion` the one that this stack wrote. */
export interface SecureParameterState extends SecureParameterInputs {
  readonly type: string;
  readonly version: number;
  readonly writtenVersion: number;
  /** Drawn anew at each write: versions start again at 1 when a parameter is deleted and made again. */
  readonly writeId: string;
}

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
  declare client: ssm.SSMClient;
  declare ignored: IgnoredTags | undefined;

  // Not async without cause: the interface asks for a promise.
  configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    const get = (setting: string) => request.config.get(`aws:${setting}`);
    this.client = new ssm.SSMClient(ssmClientConfig(get));
    this.ignored = ignoredTags(get);
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
    return { id: inputs.name, outs: await this.make(inputs) };
  }

  async update(
    id: string,
    old: SecureParameterState,
    news: SecureParameterInputs,
  ): Promise<pulumi.dynamic.UpdateResult<SecureParameterState>> {
    if (old.type !== "SecureString") {
      // Parameter Store changes no parameter's type (HierarchyTypeMismatchException): whatever stands there gives way.
      await this.delete(id);
      return { outs: await this.make(news) };
    }
    const { type, version, writtenVersion, writeId } = old;
    const written = mustWrite(old, news)
      ? await this.put(news, { Overwrite: true })
      : { type, version, writtenVersion, writeId };
    await this.retag(id, withoutIgnored(old.tags, this.ignored), news.tags);
    return { outs: { ...news, ...written } };
  }

  async read(id: string, old?: SecureParameterState): Promise<pulumi.dynamic.ReadResult<SecureParameterState>> {
    const live = await this.describe(id);
    if (live === undefined || old === undefined) {
      return { id: "" };
    }
    const { TagList } = await this.client.send(
      new ssm.ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: id }),
    );
    const all = Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
    const tags = withoutIgnored(all, this.ignored);
    return {
      id,
      props: { ...old, keyId: live.KeyId ?? "", type: live.Type ?? "", version: live.Version ?? 0, tags },
    };
  }

  async delete(id: string): Promise<void> {
    try {
      await this.client.send(new ssm.DeleteParameterCommand({ Name: id }));
    } catch (error) {
      if (!(error instanceof ssm.ParameterNotFound)) {
        throw error;
      }
    }
  }

  async make(inputs: SecureParameterInputs): Promise<SecureParameterState> {
    return { ...inputs, ...(await this.put(inputs, { Overwrite: false, Tags: tagList(inputs.tags) })) };
  }

  async put(inputs: SecureParameterInputs, options: { Overwrite: boolean; Tags?: ssm.Tag[] }) {
    try {
      const { Version } = await this.client.send(
        new ssm.PutParameterCommand({
          Name: inputs.name,
          Value: inputs.value,
          Type: "SecureString",
          KeyId: inputs.keyId,
          // Advanced only where the size asks for it. It never goes back, so the tier is never compared.
          Tier: "Intelligent-Tiering",
          ...options,
        }),
      );
      const version = Version ?? 0;
      return { type: "SecureString", version, writtenVersion: version, writeId: crypto.randomUUID() };
    } catch (error) {
      throw new Error(whyNotWritten(inputs, error));
    }
  }

  async retag(id: string, before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
    const resource = { ResourceType: "Parameter" as const, ResourceId: id };
    const gone = Object.keys(before).filter((key) => !(key in after));
    const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
    if (gone.length > 0) {
      await this.client.send(new ssm.RemoveTagsFromResourceCommand({ ...resource, TagKeys: gone }));
    }
    if (Object.keys(changed).length > 0) {
      await this.client.send(new ssm.AddTagsToResourceCommand({ ...resource, Tags: tagList(changed) }));
    }
  }

  /** A page may be empty and still name a next one: the parameter is absent only after the last. */
  async describe(name: string): Promise<ssm.ParameterMetadata | undefined> {
    let NextToken: string | undefined;
    do {
      const page: ssm.DescribeParametersCommandOutput = await this.client.send(
        new ssm.DescribeParametersCommand({
          ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [name] }],
          NextToken,
        }),
      );
      const found = page.Parameters?.find((parameter) => parameter.Name === name);
      if (found !== undefined) {
        return found;
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return undefined;
  }
}

/** Whether the value must be written: it was changed here, or the parameter was changed behind the stack's back. */
function mustWrite(old: SecureParameterState, news: SecureParameterInputs): boolean {
  return (
    old.value !== news.value ||
    old.keyId !== news.keyId ||
    old.type !== "SecureString" ||
    old.version !== old.writtenVersion
  );
}

function sameTags(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

const tagList = (tags: Readonly<Record<string, string>>): ssm.Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Says why, and what to do. AWS's validation messages quote the value they refuse, so only chosen ones are passed on. */
function whyNotWritten({ name, keyId }: SecureParameterInputs, error: unknown): string {
  const reason = error instanceof Error ? error : new Error(String(error));
  switch (reason.name) {
    case "ParameterAlreadyExists":
      return (
        `${name} exists already and this stack did not make it. To hand it over, delete it with ` +
        `\`aws ssm delete-parameter --name ${name}\` and run \`pulumi up\` again; to leave it as it is, take it out of ` +
        "`secrets` in the stack's config."
      );
    case "AccessDenied": // of an assumed role
    case "AccessDeniedException":
    case "InvalidKeyId":
      return (
        `${name} could not be written (${reason.name}): ${reason.message}. Whoever deploys needs ssm:PutParameter on ` +
        `it, and must be adminUser or in keyAdministrators to encrypt with ${keyId}; the key must be enabled.`
      );
    case "ThrottlingException":
    case "TooManyUpdates":
      return (
        `${name} could not be written (${reason.name}): Parameter Store takes few writes a second. ` +
        "Wait, and run `pulumi up` again; `pulumi config set aws:maxRetries 25` has it try for longer."
      );
    case "ValidationException":
      return `${name} could not be written: Parameter Store refuses its name, value or tags (ValidationException).`;
    default: {
      // What failed without an answer (network, credentials) cannot quote the value.
      const why = "$response" in reason ? "" : `: ${reason.message}`;
      return `${name} could not be written (${reason.name})${why}`;
    }
  }
}
