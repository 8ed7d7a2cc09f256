import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { expect } from "chai";

/** A resource that a program registered with the engine. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** The inputs as the engine receives them, with secrets marked. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  /** The names of the resources that it depends on. */
  readonly dependsOn: readonly string[];
  /** The name of the component that contains it. */
  readonly parent: string | undefined;
  readonly secretOutputs: readonly string[];
  /** The paths of inputs whose changes Pulumi ignores. */
  readonly ignoreChanges: readonly string[];
  /** The names of the hooks that run before an update. */
  readonly beforeUpdate: readonly string[];
  /** The paths of inputs whose changes replace the resource. */
  readonly replaceOnChanges: readonly string[];
  /** Whether a replacement deletes the old resource first. If undefined, the provider decides. */
  readonly deleteBeforeReplace: boolean | undefined;
  /** The former types, under which Pulumi also looks for the resource in the state. */
  readonly aliasTypes: readonly string[];
}

interface Monitor {
  registerResource: (request: RegisterResourceRequest, callback: unknown) => Promise<void>;
  registerResourceHook?: (request: unknown, callback: (error: null, response: object) => void) => void;
}

const lastPart = (urn: string): string | undefined => urn.split("::").at(-1);

/** Returns a list that receives all further registrations with the mocked engine. */
export function recordRegistrations(): Registration[] {
  const registrations: Registration[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  // The SDK's mocks report that they support hooks, but this method is missing.
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

/** Returns the only resource of a type, or of a type and name. */
export function only(registrations: readonly Registration[], type: string, name?: string): Registration {
  const found = registrations.filter((one) => one.type === type && (name === undefined || one.name === name));
  const [first] = found;
  if (first === undefined || found.length > 1) expect.fail(`${found.length} resources match ${type} ${name ?? ""}`);
  return first;
}
