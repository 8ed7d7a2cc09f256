import { autoName, isAutoName } from "./autoName.ts";
import type { AwsClients } from "./awsClients.ts";
import { dataSources } from "./dataSources.ts";
import { explained } from "./explained.ts";
import { withoutIgnored } from "./ignoredPaths.ts";
import { refusal, same } from "./inputRule.ts";
import { kinds } from "./kinds.ts";
import { isObject, UNKNOWN } from "./properties.ts";
import type { Properties, Value } from "./properties.ts";
import type { ResourceKind } from "./resourceKind.ts";
import { resourceName, resourceType } from "./urn.ts";

export interface Difference {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** Serves the resource types and data sources that the program uses; refuses everything else by name. */
export class LocalAwsProvider {
  readonly #kinds;
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
    this.#kinds = kinds(clients);
    this.#dataSources = dataSources(clients, region);
  }

  /** Completes the program's inputs with defaults and a made-up name, which stays the same over updates. */
  check(urn: string, olds: Properties, news: Properties): { inputs: Properties; failures: string[] } {
    const [kind, type, name] = [this.#kindOf(urn), resourceType(urn), resourceName(urn)];
    const failures = Object.keys(news)
      .filter((key) => !(key in kind.inputs))
      .map((key) => `the local AWS provider does not serve ${type}.${key}`);
    const inputs: Properties = {};
    for (const [key, rule] of Object.entries(kind.inputs)) {
      const value = news[key] ?? rule.default ?? (rule.autoName ? (olds[key] ?? autoName(name)) : undefined);
      if (value !== undefined) inputs[key] = key === "tags" ? this.#allTags(value) : value;
      const reason = value === undefined ? rule.required && "is required" : refusal(rule, value);
      if (reason) failures.push(`the local AWS provider: ${type}.${key} ${reason}`);
    }
    return { inputs, failures };
  }

  /** `ignored` holds the paths of the program's `ignoreChanges`. */
  diff(urn: string, state: Properties, wanted: Properties, ignored: readonly string[] = []): Difference {
    const kind = this.#kindOf(urn);
    const inputs = withoutIgnored(state, wanted, ignored);
    const rules = Object.entries(kind.inputs).filter(([key, rule]) => !same(rule, state[key], inputs[key]));
    const replaces = rules.filter(([key, rule]) => rule.replaces?.(state[key], inputs[key]));
    const name = inputs[kind.namedBy ?? "name"];
    return {
      changed: rules.map(([key]) => key),
      replaces: replaces.map(([key]) => key),
      deleteBeforeReplace: typeof name === "string" && !isAutoName(resourceName(urn), name),
    };
  }

  async create(urn: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const { id, computed } = await explained(`creating ${label(urn)}`, this.#kindOf(urn).create(inputs));
    return { id, outputs: this.#outputs(urn, computed, inputs) };
  }

  /** What a preview may say of a new resource: its inputs. */
  foreseeCreate(urn: string, inputs: Properties): Properties {
    return this.#outputs(urn, {}, inputs);
  }

  /** The state with every value that AWS reports differently; undefined when the resource is gone. */
  async read(urn: string, id: string, state: Properties): Promise<Properties | undefined> {
    const kind = this.#kindOf(urn);
    const live = await explained(`reading ${label(urn)}`, kind.read(id, state));
    if (live === undefined) return undefined;
    const drifted = Object.entries(live)
      .map(([key, value]) => [key, key === "tags" ? this.#withoutIgnored(value) : value] as const)
      .filter(([key, value]) => !same(kind.inputs[key], state[key], value));
    return this.#outputs(urn, state, Object.fromEntries(drifted));
  }

  async update(urn: string, id: string, state: Properties, inputs: Properties): Promise<Properties> {
    const computed = await explained(`updating ${label(urn)}`, this.#kindOf(urn).update(id, state, inputs));
    return this.#updated(urn, state, computed, inputs);
  }

  /** What a preview may say of an update: outputs stay as they are, but for those that an update moves. */
  foreseeUpdate(urn: string, state: Properties, inputs: Properties): Properties {
    const moved = this.#kindOf(urn).movedByUpdate ?? [];
    return this.#updated(urn, state, Object.fromEntries(moved.map((key) => [key, UNKNOWN])), inputs);
  }

  async delete(urn: string, id: string, state: Properties): Promise<void> {
    await explained(`deleting ${label(urn)}`, this.#kindOf(urn).delete(id, state));
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const source = this.#dataSources[token];
    if (source === undefined) throw new Error(`the local AWS provider does not serve the data source ${token}`);
    const foreign = Object.keys(args).filter((key) => !source.args.includes(key));
    if (foreign.length > 0) throw new Error(`the local AWS provider does not serve ${token}'s ${foreign.join(", ")}`);
    return explained(token, source.invoke(args));
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

  #kindOf(urn: string): ResourceKind {
    const kind = this.#kinds[resourceType(urn)];
    if (kind === undefined) throw new Error(`the local AWS provider does not serve the type ${resourceType(urn)}`);
    return kind;
  }

  /** An input that the program has taken back leaves the outputs too. */
  #updated(urn: string, state: Properties, computed: Properties, inputs: Properties): Properties {
    const { inputs: rules } = this.#kindOf(urn);
    const kept = Object.entries(state).filter(([key]) => !(key in rules));
    return this.#outputs(urn, { ...Object.fromEntries(kept), ...computed }, inputs);
  }

  /** With the default tags among them, a resource's tags are all its tags. */
  #outputs(urn: string, first: Properties, last: Properties): Properties {
    const outputs = { ...first, ...last };
    return "tags" in this.#kindOf(urn).inputs ? { ...outputs, tagsAll: outputs["tags"] ?? {} } : outputs;
  }
}

const label = (urn: string): string => `${resourceType(urn)} "${resourceName(urn)}"`;
