import type { AwsClients } from "./awsClients.ts";
import { createDataSources } from "./dataSources.ts";
import { withoutIgnoredChanges } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { withErrorContext } from "./errors.ts";
import { autoName, isAutoName, resourceName, resourceType } from "./naming.ts";
import { isObject, UNKNOWN } from "./properties.ts";
import type { Properties, Value } from "./properties.ts";
import { brokenRule, isSame } from "./resourceHandler.ts";
import type { ResourceHandler } from "./resourceHandler.ts";
import { createHandlers } from "./resources.ts";

/** An AWS provider for the resource types and data sources that the program uses. It rejects all others. */
export class LocalAwsProvider {
  readonly #handlers;
  readonly #dataSources;
  readonly #defaultTags: Properties;
  readonly #ignoresTag: (key: string) => boolean;

  constructor(
    clients: AwsClients,
    region: string,
    defaultTags: Properties = {},
    ignoresTag: (key: string) => boolean = () => false,
  ) {
    this.#defaultTags = defaultTags;
    this.#ignoresTag = ignoresTag;
    this.#handlers = createHandlers(clients);
    this.#dataSources = createDataSources(clients, region);
  }

  /** Adds defaults and a generated name, which updates keep, to the inputs of a program. Returns all problems. */
  check(urn: string, olds: Properties, news: Properties): { inputs: Properties; failures: string[] } {
    const [handler, type, name] = [this.#handlerOf(urn), resourceType(urn), resourceName(urn)];
    const failures = Object.keys(news)
      .filter((key) => !(key in handler.inputs))
      .map((key) => `the local AWS provider does not support ${type}.${key}`);
    const inputs: Properties = {};
    for (const [key, rule] of Object.entries(handler.inputs)) {
      const value = news[key] ?? rule.default ?? (rule.autoName ? (olds[key] ?? autoName(name)) : undefined);
      if (value !== undefined) inputs[key] = key === "tags" ? this.#allTags(value) : value;
      const reason = value === undefined ? rule.required && "is required" : brokenRule(rule, value);
      if (reason) failures.push(`the local AWS provider: ${type}.${key} ${reason}`);
    }
    return { inputs, failures };
  }

  /** @param ignored the paths of `ignoreChanges` */
  diff(urn: string, state: Properties, wanted: Properties, ignored: readonly string[] = []): Difference {
    const handler = this.#handlerOf(urn);
    const inputs = withoutIgnoredChanges(state, wanted, ignored);
    const rules = Object.entries(handler.inputs).filter(([key, rule]) => !isSame(rule, state[key], inputs[key]));
    const replaces = rules.filter(([key, rule]) => rule.replaces?.(state[key], inputs[key]));
    const name = inputs[handler.namedBy ?? "name"];
    return {
      changed: rules.map(([key]) => key),
      replaces: replaces.map(([key]) => key),
      deleteBeforeReplace: typeof name === "string" && !isAutoName(resourceName(urn), name),
    };
  }

  async create(urn: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const { id, computed } = await withErrorContext(`creating ${label(urn)}`, this.#handlerOf(urn).create(inputs));
    return { id, outputs: this.#outputs(urn, computed, inputs) };
  }

  /** Returns the outputs that a preview knows of a new resource: its inputs. */
  previewCreate(urn: string, inputs: Properties): Properties {
    return this.#outputs(urn, {}, inputs);
  }

  /** Returns the state with the values that changed in AWS. Returns undefined if the resource does not exist. */
  async read(urn: string, id: string, state: Properties): Promise<Properties | undefined> {
    const handler = this.#handlerOf(urn);
    const live = await withErrorContext(`reading ${label(urn)}`, handler.read(id, state));
    if (live === undefined) return undefined;
    const drifted = Object.entries(live)
      .map(([key, value]) => [key, key === "tags" ? this.#withoutIgnoredTags(value) : value] as const)
      .filter(([key, value]) => !isSame(handler.inputs[key], state[key], value));
    return this.#outputs(urn, state, Object.fromEntries(drifted));
  }

  async update(urn: string, id: string, state: Properties, inputs: Properties): Promise<Properties> {
    const computed = await withErrorContext(`updating ${label(urn)}`, this.#handlerOf(urn).update(id, state, inputs));
    return this.#updated(urn, state, computed, inputs);
  }

  /** Returns the outputs that a preview knows of an updated resource. Those that an update changes are unknown. */
  previewUpdate(urn: string, state: Properties, inputs: Properties): Properties {
    const unknown = this.#handlerOf(urn).changedByUpdate ?? [];
    return this.#updated(urn, state, Object.fromEntries(unknown.map((key) => [key, UNKNOWN])), inputs);
  }

  async delete(urn: string, id: string, state: Properties): Promise<void> {
    await withErrorContext(`deleting ${label(urn)}`, this.#handlerOf(urn).delete(id, state));
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const source = this.#dataSources[token];
    if (source === undefined) throw new Error(`the local AWS provider does not support the data source ${token}`);
    const unsupported = Object.keys(args).filter((key) => !source.args.includes(key));
    if (unsupported.length > 0)
      throw new Error(`the local AWS provider does not support ${token}'s ${unsupported.join(", ")}`);
    return withErrorContext(token, source.invoke(args));
  }

  /**
   * Adds the default tags to a resource's own tags, which take precedence. In the AWS provider's plugin, `tags` does not
   * include the default tags.
   */
  #allTags(own: Value): Value {
    return isObject(own) ? this.#withoutIgnoredTags({ ...this.#defaultTags, ...own }) : own;
  }

  #withoutIgnoredTags(tags: Value): Value {
    return isObject(tags) ? Object.fromEntries(Object.entries(tags).filter(([key]) => !this.#ignoresTag(key))) : tags;
  }

  #handlerOf(urn: string): ResourceHandler {
    const handler = this.#handlers[resourceType(urn)];
    if (handler === undefined) throw new Error(`the local AWS provider does not support the type ${resourceType(urn)}`);
    return handler;
  }

  /** Returns the outputs after an update. They no longer include inputs that the program has removed. */
  #updated(urn: string, state: Properties, computed: Properties, inputs: Properties): Properties {
    const { inputs: rules } = this.#handlerOf(urn);
    const kept = Object.entries(state).filter(([key]) => !(key in rules));
    return this.#outputs(urn, { ...Object.fromEntries(kept), ...computed }, inputs);
  }

  /** Merges outputs, and adds `tagsAll`, which is the same as `tags` in this provider. */
  #outputs(urn: string, first: Properties, last: Properties): Properties {
    const outputs = { ...first, ...last };
    return "tags" in this.#handlerOf(urn).inputs ? { ...outputs, tagsAll: outputs["tags"] ?? {} } : outputs;
  }
}

const label = (urn: string): string => `${resourceType(urn)} "${resourceName(urn)}"`;
