import { autoName, isAutoName } from "./autoName.ts";
import type { AwsClients } from "./awsClients.ts";
import { dataSources } from "./dataSources.ts";
import { withoutIgnored } from "./ignoredPaths.ts";
import { refusal, same } from "./inputRules.ts";
import { resourceName, resourceType } from "./naming.ts";
import { isObject, UNKNOWN } from "./properties.ts";
import type { Properties, Value } from "./properties.ts";
import type { ResourceHandler } from "./resourceHandler.ts";
import { resources } from "./resources.ts";
import { withErrorContext } from "./withErrorContext.ts";

export interface Difference {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** Serves the resource types and data sources that the program uses; refuses everything else by name. */
export class LocalAwsProvider {
  readonly #resources;
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
    this.#resources = resources(clients);
    this.#dataSources = dataSources(clients, region);
  }

  /** Completes the program's inputs with defaults and a made-up name, which stays the same over updates. */
  check(urn: string, olds: Properties, news: Properties): { inputs: Properties; failures: string[] } {
    const [handler, type, name] = [this.#handlerOf(urn), resourceType(urn), resourceName(urn)];
    const failures = Object.keys(news)
      .filter((key) => !(key in handler.inputs))
      .map((key) => `the local AWS provider does not serve ${type}.${key}`);
    const inputs: Properties = {};
    for (const [key, rule] of Object.entries(handler.inputs)) {
      const value = news[key] ?? rule.default ?? (rule.autoName ? (olds[key] ?? autoName(name)) : undefined);
      if (value !== undefined) inputs[key] = key === "tags" ? this.#allTags(value) : value;
      const reason = value === undefined ? rule.required && "is required" : refusal(rule, value);
      if (reason) failures.push(`the local AWS provider: ${type}.${key} ${reason}`);
    }
    return { inputs, failures };
  }

  /** `ignored` holds the paths of the program's `ignoreChanges`. */
  diff(urn: string, state: Properties, wanted: Properties, ignored: readonly string[] = []): Difference {
    const handler = this.#handlerOf(urn);
    const inputs = withoutIgnored(state, wanted, ignored);
    const rules = Object.entries(handler.inputs).filter(([key, rule]) => !same(rule, state[key], inputs[key]));
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

  /** What a preview may say of a new resource: its inputs. */
  previewCreate(urn: string, inputs: Properties): Properties {
    return this.#outputs(urn, {}, inputs);
  }

  /** The state with every value that AWS reports differently; undefined when the resource is gone. */
  async read(urn: string, id: string, state: Properties): Promise<Properties | undefined> {
    const handler = this.#handlerOf(urn);
    const live = await withErrorContext(`reading ${label(urn)}`, handler.read(id, state));
    if (live === undefined) return undefined;
    const drifted = Object.entries(live)
      .map(([key, value]) => [key, key === "tags" ? this.#withoutIgnored(value) : value] as const)
      .filter(([key, value]) => !same(handler.inputs[key], state[key], value));
    return this.#outputs(urn, state, Object.fromEntries(drifted));
  }

  async update(urn: string, id: string, state: Properties, inputs: Properties): Promise<Properties> {
    const computed = await withErrorContext(`updating ${label(urn)}`, this.#handlerOf(urn).update(id, state, inputs));
    return this.#updated(urn, state, computed, inputs);
  }

  /** What a preview may say of an update: outputs stay as they are, but for those that an update moves. */
  foreseeUpdate(urn: string, state: Properties, inputs: Properties): Properties {
    const moved = this.#handlerOf(urn).movedByUpdate ?? [];
    return this.#updated(urn, state, Object.fromEntries(moved.map((key) => [key, UNKNOWN])), inputs);
  }

  async delete(urn: string, id: string, state: Properties): Promise<void> {
    await withErrorContext(`deleting ${label(urn)}`, this.#handlerOf(urn).delete(id, state));
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const source = this.#dataSources[token];
    if (source === undefined) throw new Error(`the local AWS provider does not serve the data source ${token}`);
    const foreign = Object.keys(args).filter((key) => !source.args.includes(key));
    if (foreign.length > 0) throw new Error(`the local AWS provider does not serve ${token}'s ${foreign.join(", ")}`);
    return withErrorContext(token, source.invoke(args));
  }

  /**
   * Default tags and a resource's own, which win. The AWS provider's plugin has both in `tagsAll` alone; here they are
   * its `tags` too.
   */
  #allTags(own: Value): Value {
    return isObject(own) ? this.#withoutIgnored({ ...this.#defaultTags, ...own }) : own;
  }

  #withoutIgnored(tags: Value): Value {
    return isObject(tags) ? Object.fromEntries(Object.entries(tags).filter(([key]) => !this.#ignoresTag(key))) : tags;
  }

  #handlerOf(urn: string): ResourceHandler {
    const handler = this.#resources[resourceType(urn)];
    if (handler === undefined) throw new Error(`the local AWS provider does not serve the type ${resourceType(urn)}`);
    return handler;
  }

  /** An input that the program has taken back leaves the outputs too. */
  #updated(urn: string, state: Properties, computed: Properties, inputs: Properties): Properties {
    const { inputs: rules } = this.#handlerOf(urn);
    const kept = Object.entries(state).filter(([key]) => !(key in rules));
    return this.#outputs(urn, { ...Object.fromEntries(kept), ...computed }, inputs);
  }

  /** With the default tags among them, a resource's tags are all its tags. */
  #outputs(urn: string, first: Properties, last: Properties): Properties {
    const outputs = { ...first, ...last };
    return "tags" in this.#handlerOf(urn).inputs ? { ...outputs, tagsAll: outputs["tags"] ?? {} } : outputs;
  }
}

const label = (urn: string): string => `${resourceType(urn)} "${resourceName(urn)}"`;
