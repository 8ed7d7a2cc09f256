import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { parameterName, parameterPath, type Application } from "./naming.ts";
import { parameterText } from "./parameterText.ts";
import { SecureParameter } from "./secureParameter.ts";

export interface ParameterSetArgs {
  readonly application: Application;
  /** One String parameter per entry: name to JSON object. */
  readonly plain: Readonly<Record<string, object>>;
  /** One SecureString per entry: the names are known to everyone, the JSON texts are secret. */
  readonly secret: Readonly<Record<string, pulumi.Output<string>>>;
  /** The ARN of the key that encrypts the secrets. */
  readonly keyArn: pulumi.Input<string>;
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

    const plain = Object.entries(args.plain).map(([section, value]) => {
      const parameter = { name: parameterName(args.application, section), value: parameterText(value) };
      const resource = new aws.ssm.Parameter(
        `${name}-${section}`,
        // Intelligent-Tiering: advanced only for what is over 4 KB, since an advanced parameter cannot go back.
        { name: parameter.name, type: "String", insecureValue: parameter.value, tier: "Intelligent-Tiering" },
        { parent: this },
      );
      return { ...parameter, resource };
    });
    const secret = Object.entries(args.secret).map(([section, value]) => {
      const secretName = parameterName(args.application, section);
      const resource = new SecureParameter(
        `${name}-${section}`,
        { name: secretName, value, keyId: args.keyArn },
        { parent: this, protect: args.protect },
      );
      return { name: secretName, resource };
    });

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
