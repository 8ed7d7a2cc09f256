import * as pulumi from "@pulumi/pulumi";
import { RECYCLED_AT } from "../../app/runtime/settings.ts";
import { functionName } from "../naming.ts";
import type { Application } from "../naming.ts";
import type { FunctionRole } from "./functionRole.ts";
import { loggedFunction } from "./loggedFunction.ts";
import type { ParameterSet } from "./parameterSet.ts";

export interface ConfiguredFunctionArgs {
  readonly application: Application;
  readonly role: FunctionRole;
  readonly parameters: ParameterSet;
  /** Of `functionBundle`. */
  readonly code: pulumi.asset.Archive;
  /** In MB. */
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  /** 0 never expires. */
  readonly cacheTtlSeconds: number;
  readonly cacheMaxStaleSeconds: number;
  readonly logRetentionDays: number;
  readonly revealSecrets: boolean;
}

/** The function, its log group, and the environment variables by which it finds its configuration. */
export class ConfiguredFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: ConfiguredFunctionArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:ConfiguredFunction", name, {}, options);
    const physicalName = functionName(args.application);

    const { lambda, logGroup } = loggedFunction(
      name,
      {
        functionName: physicalName,
        description: `Reads its configuration under ${args.parameters.path}`,
        code: args.code,
        role: args.role,
        memorySize: args.memorySize,
        timeout: args.timeoutSeconds,
        tracingConfig: { mode: "Active" },
        logRetentionDays: args.logRetentionDays,
        variables: {
          ENV: args.application.environment,
          APP_CONFIG_PATH: args.application.appName,
          AWS_XRAY_TRACING_NAME: physicalName,
          // Whatever changes the environment variables gives fresh execution environments.
          CONFIG_VERSION: args.parameters.configVersion,
          CACHE_TTL_SECONDS: String(args.cacheTtlSeconds),
          CACHE_MAX_STALE_SECONDS: String(args.cacheMaxStaleSeconds),
          ...(args.revealSecrets ? { REVEAL_SECRETS: "true" } : {}),
        },
      },
      {
        parent: this,
        dependsOn: args.parameters.resources,
        // Written by the function that renews the execution environments when a parameter changes.
        ignoreChanges: [`environment.variables.${RECYCLED_AT}`],
      },
    );

    this.functionName = lambda.name;
    this.functionArn = lambda.arn;
    this.logGroupName = logGroup.name;
    this.registerOutputs({ functionName: this.functionName, functionArn: this.functionArn });
  }
}
