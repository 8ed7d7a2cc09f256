import * as pulumi from "@pulumi/pulumi";
import { PLAIN_PARAMETER_TYPE, SECRET_PARAMETER_TYPE } from "../../storedSection.ts";

/** A parameter in the stack's state. */
export interface DeployedParameter {
  /** The parameter's full name. */
  readonly name: string;
  readonly secret: boolean;
  /** Whether the stack writes and deletes it. */
  readonly managed: boolean;
}

/** The parameters and the key in the stack's state before this deployment. */
export interface DeployedStack {
  /** Keys are the names of resources in the program. */
  readonly parameters: ReadonlyMap<string, DeployedParameter>;
  /** The ARN of the stack's key, if it exists. */
  readonly keyArn: string | undefined;
  /** The policy of the key when Pulumi last wrote or read it. */
  readonly keyPolicy: string | undefined;
}

/** A resource in the state. Its outputs may contain secrets, so only names, ARNs and the key policy are read. */
interface StoredResource {
  readonly type?: unknown;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const KEY_TYPE = "aws:kms/key:Key";

/**
 * Reads the stack's own state, so that checks can fail before anything changes. The engine compares a resource with the
 * state only when it registers it, after other resources have changed.
 *
 * @returns undefined, with a warning, if the state cannot be read
 */
export async function readDeployedStack(): Promise<DeployedStack | undefined> {
  try {
    return parseDeployedStack(await storedResources());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void pulumi.log.warn(
      `The stack's state could not be read (${reason}). Parameters that already exist are detected only when they are written. ` +
        "Changes of who can decrypt are not shown.",
    );
    return undefined;
  }
}

/**
 * Returns the resources in the state by URN. A stack reference would return only the stack's outputs.
 *
 * The engine's function fails for a stack without any state. Since version 3.135, `pulumi stack init` writes one.
 */
async function storedResources(): Promise<Readonly<Record<string, StoredResource>>> {
  const stack = pulumi.getStack();
  // Backends with the old layout, without projects, use only the short name.
  return readResources(`${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`).catch(() => readResources(stack));
}

async function readResources(stackName: string): Promise<Readonly<Record<string, StoredResource>>> {
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as {
    readonly outputs?: Readonly<Record<string, StoredResource>>;
  };
  return outputs ?? {};
}

/**
 * Finds the parameters and the key among the resources.
 *
 * @param resources by URN
 */
export function parseDeployedStack(resources: Readonly<Record<string, StoredResource>>): DeployedStack {
  const parameters = new Map<string, DeployedParameter>();
  let keyArn: string | undefined;
  let keyPolicy: string | undefined;
  for (const [urn, { type, outputs = {} }] of Object.entries(resources)) {
    const { name, arn, managed, policy } = outputs;
    if (type === KEY_TYPE && typeof arn === "string") {
      keyArn = arn;
      keyPolicy = typeof policy === "string" ? policy : undefined;
    }
    if ((type === PLAIN_PARAMETER_TYPE || type === SECRET_PARAMETER_TYPE) && typeof name === "string") {
      const section = { name, secret: type === SECRET_PARAMETER_TYPE, managed: managed !== false };
      parameters.set(urn.slice(urn.lastIndexOf("::") + 2), section);
    }
  }
  return { parameters, keyArn, keyPolicy };
}
