import * as pulumi from "@pulumi/pulumi";
import { PLAIN_PARAMETER_TYPE, SECRET_PARAMETER_TYPE } from "../../storedSection.ts";

/** A parameter in the stack's state, as the last deployment left it. */
export interface DeployedParameter {
  /** The parameter's full name. */
  readonly name: string;
  readonly secret: boolean;
}

/** What the stack's state says before this deployment changes anything. */
export interface DeployedStack {
  /** By the resource's name in the program. */
  readonly parameters: ReadonlyMap<string, DeployedParameter>;
  /** The ARN of the stack's key, if there is one yet. */
  readonly keyArn: string | undefined;
}

/** A resource in the state. Its outputs may hold secrets: only names and ARNs are read. */
interface StoredResource {
  readonly type?: unknown;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const KEY_TYPE = "aws:kms/key:Key";

/**
 * Reads the stack's own state. The engine knows only while it registers a resource whether the state has it, and then
 * others have changed already: whoever wants to fail before anything changes must ask here.
 *
 * @returns undefined if the state cannot be read, with a warning
 */
export async function readDeployedStack(): Promise<DeployedStack | undefined> {
  try {
    return deployedStack(await storedResources());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void pulumi.log.warn(
      `The stack's state could not be read (${reason}), so parameters that exist already are found only when they are written.`,
    );
    return undefined;
  }
}

/**
 * A stack reference of this very stack would have its outputs only, as they were after the last success.
 *
 * The engine's own function fails in the engine for a stack without any state. `pulumi stack init` writes one since
 * version 3.135.
 */
async function storedResources(): Promise<Readonly<Record<string, StoredResource>>> {
  const stack = pulumi.getStack();
  // Backends of the old layout, without projects, know the short name only.
  return readResources(`${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`).catch(() => readResources(stack));
}

async function readResources(stackName: string): Promise<Readonly<Record<string, StoredResource>>> {
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as {
    readonly outputs?: Readonly<Record<string, StoredResource>>;
  };
  return outputs ?? {};
}

/** @param resources by URN */
export function deployedStack(resources: Readonly<Record<string, StoredResource>>): DeployedStack {
  const parameters = new Map<string, DeployedParameter>();
  let keyArn: string | undefined;
  for (const [urn, { type, outputs = {} }] of Object.entries(resources)) {
    const { name, arn } = outputs;
    if (type === KEY_TYPE && typeof arn === "string") keyArn = arn;
    if ((type === PLAIN_PARAMETER_TYPE || type === SECRET_PARAMETER_TYPE) && typeof name === "string") {
      parameters.set(urn.slice(urn.lastIndexOf("::") + 2), { name, secret: type === SECRET_PARAMETER_TYPE });
    }
  }
  return { parameters, keyArn };
}
