import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeployedParameter, DeployedStack } from "../config/existing/deployedStack.ts";
import { parameterName, parameterPath } from "../naming.ts";
import type { Application } from "../naming.ts";
import { defaultTags, SecureParameter } from "../secureParameter/secureParameter.ts";
import { UnmanagedParameter } from "../secureParameter/unmanagedParameter.ts";
import { serializeSection } from "../storedSection.ts";
import { PLAIN_PARAMETER_TYPE, SECRET_PARAMETER_TYPE } from "../storedSection.ts";

export interface ParameterSetArgs {
  readonly application: Application;
  /** One String parameter per entry: name to JSON object. */
  readonly parameters: Readonly<Record<string, object>>;
  /** One SecureString parameter per entry: name to JSON. Names are not secret. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
  /** The names of secrets that are written elsewhere. */
  readonly unmanaged: readonly string[];
  /** The ARN of the key that encrypts the secrets. */
  readonly keyArn: pulumi.Input<string>;
  /** Names of entries whose parameters may already exist outside the stack. They are overwritten. */
  readonly adopt: readonly string[];
  /** The stack's state before this deployment, if it is known. */
  readonly deployed: DeployedStack | undefined;
  /** Whether Pulumi prevents the deletion of the secrets. */
  readonly protect: boolean;
}

interface SectionParameter {
  readonly resource: pulumi.Resource;
  /** Changes whenever the value changes. */
  readonly version: pulumi.Output<string>;
}

/**
 * The parameters of one stack: a String per plain section and a SecureString per secret one, written elsewhere or by the
 * stack. It writes them sequentially, because Parameter Store accepts only three writes per second.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
export class ParameterSet extends pulumi.ComponentResource {
  readonly path: string;
  readonly names: readonly string[];
  /** The names of all sections. */
  readonly sections: readonly string[];
  readonly #parameters: ReadonlyMap<string, SectionParameter>;

  constructor(name: string, args: ParameterSetArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:ParameterSet", name, {}, options);
    this.path = parameterPath(args.application);

    // The write limit of Parameter Store applies to plain and secret parameters together.
    let previous: pulumi.Resource | undefined;
    const optionsOf = (section: string) => {
      const before = args.deployed?.parameters.get(`${name}-${section}`);
      return {
        parent: this,
        ...(previous === undefined ? {} : { dependsOn: previous }),
        // Two parameters cannot have the same name. With a new name, the old one stays until the new one exists.
        deleteBeforeReplace: before === undefined || before.name === parameterName(args.application, section),
      };
    };
    const written = new Map<string, SectionParameter>();
    const sections = [...Object.keys(args.parameters), ...Object.keys(args.secrets), ...args.unmanaged];
    for (const section of sections.sort()) {
      const fullName = parameterName(args.application, section);
      // What was written elsewhere exists.
      const adopt =
        args.adopt.includes(section) || args.deployed?.parameters.get(`${name}-${section}`)?.managed === false;
      const secretValue = args.secrets[section];
      if (args.unmanaged.includes(section)) {
        const options = { parent: this, aliases: [{ type: PLAIN_PARAMETER_TYPE }] };
        const resource = new UnmanagedParameter(`${name}-${section}`, fullName, options);
        written.set(section, { resource, version: pulumi.output(fullName) });
      } else if (secretValue !== undefined) {
        const resource = new SecureParameter(
          `${name}-${section}`,
          { name: fullName, value: secretValue, keyId: args.keyArn, adopt },
          { ...optionsOf(section), protect: args.protect, aliases: [{ type: PLAIN_PARAMETER_TYPE }] },
        );
        written.set(section, { resource, version: pulumi.interpolate`${fullName} ${resource.writeId}` });
        previous = resource;
      } else {
        const value = serializeSection(args.parameters[section] ?? {});
        const resource = new aws.ssm.Parameter(
          `${name}-${section}`,
          {
            name: fullName,
            type: "String",
            insecureValue: value,
            // Advanced only above 4 KB, because an advanced parameter cannot become a standard one.
            tier: "Intelligent-Tiering",
            ...(adopt ? { overwrite: true } : {}),
          },
          {
            ...optionsOf(section),
            aliases: [{ type: SECRET_PARAMETER_TYPE }],
            ...nameReuseOptions(args.deployed?.parameters.get(`${name}-${section}`)),
            // AWS cannot change the type of a parameter.
            replaceOnChanges: ["type"],
            // It affects only a create, so its removal is not a change.
            ignoreChanges: ["overwrite"],
          },
        );
        written.set(section, { resource, version: pulumi.interpolate`${fullName} ${resource.version} ${value}` });
        previous = resource;
      }
    }

    this.sections = [...written.keys()];
    this.names = this.sections.map((section) => parameterName(args.application, section));
    this.#parameters = written;
    this.registerOutputs({ path: this.path, names: this.names });
  }

  /** Returns the resources of sections. */
  resourcesOf(sections: readonly string[]): readonly pulumi.Resource[] {
    return this.#of(sections).map(({ resource }) => resource);
  }

  /**
   * Returns a hash that changes whenever one of these sections is written. For secrets it hashes the random id of the last
   * write, never the value.
   */
  configVersionOf(sections: readonly string[]): pulumi.Output<string> {
    return pulumi
      .all(this.#of(sections).map(({ version }) => version))
      .apply((lines) => createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 12));
  }

  #of(sections: readonly string[]): readonly SectionParameter[] {
    return sections.flatMap((section) => this.#parameters.get(section) ?? []);
  }
}

/** AWS requires 30 seconds between the deletion of a parameter and the creation of one with the same name. */
const NAME_REUSE_MS = 31_000;

/**
 * Returns resource options that make a plain parameter wait if it replaces a secret, which the engine has just deleted.
 * AWS responds with TooManyUpdates to a create with tags until the name is free, and `aws.ssm.Parameter`, unlike
 * SecureParameter, does not retry it.
 *
 * @param before the section's parameter in the state
 */
export function nameReuseOptions(before: DeployedParameter | undefined, sleep = defaultSleep) {
  const waits = before?.secret === true && before.managed && Object.keys(defaultTags()).length > 0;
  return waits ? { hooks: { beforeCreate: [() => sleep(NAME_REUSE_MS)] } } : {};
}

const defaultSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
