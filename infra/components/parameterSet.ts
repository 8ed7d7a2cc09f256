import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeployedStack } from "../config/existing/deployedStack.ts";
import { parameterName, parameterPath } from "../naming.ts";
import type { Application } from "../naming.ts";
import { parameterText } from "../parameterText.ts";
import { PLAIN_TYPE, SECRET_TYPE } from "../parameterTypes.ts";
import { SecureParameter } from "../secureParameter/secureParameter.ts";
import { waitForName } from "./nameReuse.ts";

export interface ParameterSetArgs {
  readonly application: Application;
  /** One String parameter per entry: name to JSON object. */
  readonly plain: Readonly<Record<string, object>>;
  /** One SecureString per entry: the names are known to everyone, the JSON texts are secret. */
  readonly secret: Readonly<Record<string, pulumi.Output<string>>>;
  /** The ARN of the key that encrypts the secrets. */
  readonly keyArn: pulumi.Input<string>;
  /** Names of entries that may exist already, outside the stack. */
  readonly adopt: readonly string[];
  /** What the stack had before, if that is known. */
  readonly deployed: DeployedStack | undefined;
  /** Whether Pulumi refuses to delete the secrets. */
  readonly protect: boolean;
}

/** The parameters of one application in one environment. */
export class ParameterSet extends pulumi.ComponentResource {
  readonly path: string;
  readonly names: readonly string[];
  readonly resources: readonly pulumi.Resource[];
  /**
   * Changes whenever a parameter's name or value does, and holds nothing of a secret's value: for secrets it is made of
   * an id that is drawn at each write.
   */
  readonly configVersion: pulumi.Output<string>;

  constructor(name: string, args: ParameterSetArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:ParameterSet", name, {}, options);
    this.path = parameterPath(args.application);

    // One after the other, plain and secret: Parameter Store accepts three writes a second, of both kinds together.
    let previous: pulumi.Resource | undefined;
    const optionsOf = (section: string) => {
      const before = args.deployed?.parameters.get(`${name}-${section}`);
      return {
        parent: this,
        ...(previous === undefined ? {} : { dependsOn: previous }),
        // Under the same name there cannot be two at once. Under another, the old one stays until the new one is there.
        deleteBeforeReplace: before === undefined || before.name === parameterName(args.application, section),
      };
    };
    const plain: { name: string; value: string; resource: aws.ssm.Parameter }[] = [];
    const secret: { name: string; resource: SecureParameter }[] = [];
    for (const section of [...Object.keys(args.plain), ...Object.keys(args.secret)].sort()) {
      const fullName = parameterName(args.application, section);
      const adopt = args.adopt.includes(section);
      const secretValue = args.secret[section];
      if (secretValue !== undefined) {
        const resource = new SecureParameter(
          `${name}-${section}`,
          { name: fullName, value: secretValue, keyId: args.keyArn, adopt },
          { ...optionsOf(section), protect: args.protect, aliases: [{ type: PLAIN_TYPE }] },
        );
        secret.push({ name: fullName, resource });
        previous = resource;
      } else {
        const value = parameterText(args.plain[section] ?? {});
        const resource = new aws.ssm.Parameter(
          `${name}-${section}`,
          {
            name: fullName,
            type: "String",
            insecureValue: value,
            // Intelligent-Tiering: advanced only for what is over 4 KB, since an advanced parameter cannot go back.
            tier: "Intelligent-Tiering",
            ...(adopt ? { overwrite: true } : {}),
          },
          {
            ...optionsOf(section),
            aliases: [{ type: SECRET_TYPE }],
            ...waitForName(args.deployed?.parameters.get(`${name}-${section}`)),
            // AWS changes no parameter's type.
            replaceOnChanges: ["type"],
            // It matters to a create only, and is no difference once the parameter is the stack's.
            ignoreChanges: ["overwrite"],
          },
        );
        plain.push({ name: fullName, value, resource });
        previous = resource;
      }
    }

    this.names = [...plain, ...secret].map((parameter) => parameter.name).sort();
    this.resources = [...plain, ...secret].map((parameter) => parameter.resource);
    this.configVersion = pulumi
      .all([
        ...plain.map(({ name, value, resource }) => pulumi.interpolate`${name} ${resource.version} ${value}`),
        ...secret.map(({ name, resource }) => pulumi.interpolate`${name} ${resource.writeId}`),
      ])
      .apply((lines) => createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 12));
    this.registerOutputs({ path: this.path, names: this.names, configVersion: this.configVersion });
  }
}
