import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { expect } from "chai";

/** What the engine is asked for when a resource is made. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** As they arrive: secrets are marked. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  /** Names of the resources that come first. */
  readonly dependsOn: readonly string[];
  /** The name of the component that it belongs to. */
  readonly parent: string | undefined;
  readonly secretOutputs: readonly string[];
  /** Paths of inputs whose changes Pulumi leaves alone. */
  readonly ignoreChanges: readonly string[];
  /** Names of the hooks that run before an update. */
  readonly beforeUpdate: readonly string[];
  /** Paths of inputs whose changes replace the resource. */
  readonly replaceOnChanges: readonly string[];
  /** Whether the old resource goes before the new one comes; undefined leaves it to the provider. */
  readonly deleteBeforeReplace: boolean | undefined;
  /** Types under which Pulumi also looks for the resource in the state. */
  readonly aliasTypes: readonly string[];
}

interface Monitor {
  registerResource: (request: RegisterResourceRequest, callback: unknown) => Promise<void>;
  registerResourceHook?: (request: unknown, callback: (error: null, response: object) => void) => void;
}

const lastPart = (urn: string): string | undefined => urn.split("::").at(-1);

/** The resources that the program registers from now on with the mocked engine. */
export function recordRegistrations(): Registration[] {
  const registrations: Registration[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  // The SDK's mocks have no such method, although they say that they support hooks.
  monitor.registerResourceHook = (_, callback) => {
    callback(null, {});
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const inputs = request.getObject();
    if (inputs === undefined) throw new Error(`${request.getName()} has no inputs`);
    registrations.push({
      type: request.getType(),
      name: request.getName(),
      inputs: pulumi.runtime.deserializeProperties(inputs),
      protect: request.getProtect() ?? false,
      dependsOn: request
        .getDependenciesList()
        .map((urn) => lastPart(urn) ?? "")
        .sort(),
      parent: request.getParent() === "" ? undefined : lastPart(request.getParent()),
      secretOutputs: request.getAdditionalsecretoutputsList(),
      ignoreChanges: request.getIgnorechangesList(),
      beforeUpdate: request.getHooks()?.getBeforeUpdateList() ?? [],
      replaceOnChanges: request.getReplaceonchangesList(),
      deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
      aliasTypes: request.getAliasesList().map((alias) => alias.getSpec()?.getType() ?? ""),
    });
    return register(request, callback);
  };
  return registrations;
}

/** The only one of a type, with a name where there are several. */
export function only(registrations: readonly Registration[], type: string, name?: string): Registration {
  const found = registrations.filter((one) => one.type === type && (name === undefined || one.name === name));
  const [first] = found;
  if (first === undefined || found.length > 1) expect.fail(`${found.length} resources are ${type} ${name ?? ""}`);
  return first;
}
