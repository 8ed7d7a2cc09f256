import * as pulumi from "@pulumi/pulumi";
import { RECYCLED_AT } from "../../app/runtime/settings.ts";
import { functionName } from "../naming.ts";
import type { Application } from "../naming.ts";
import type { FunctionRole } from "./functionRole.ts";
import { createLambdaFunction } from "./lambdaFunction.ts";
import type { ParameterSet } from "./parameterSet.ts";

export interface ReaderFunctionArgs {
  readonly application: Application;
  readonly role: FunctionRole;
  readonly parameters: ParameterSet;
  /** From `functionBundle`. */
  readonly code: pulumi.asset.Archive;
  /** In MB. */
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  /** The time after which the function reloads its configuration. 0: never. */
  readonly cacheTtlSeconds: number;
  /** The additional time for which it serves the old configuration when reloading fails. */
  readonly cacheMaxStaleSeconds: number;
  readonly logRetentionDays: number;
  /** Whether the response contains secrets instead of a mask. */
  readonly revealSecrets: boolean;
}

/**
 * The function that reads the parameters, and its log group. Environment variables contain the path and the cache
 * settings. The type keeps the component's first name, because it is part of the URNs in existing stacks.
 */
export class ReaderFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: ReaderFunctionArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:ConfiguredFunction", name, {}, options);
    const physicalName = functionName(args.application);

    const { lambda, logGroup } = createLambdaFunction(
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
          // A change of an environment variable makes Lambda start new execution environments.
          CONFIG_VERSION: args.parameters.configVersion,
          CACHE_TTL_SECONDS: String(args.cacheTtlSeconds),
          CACHE_MAX_STALE_SECONDS: String(args.cacheMaxStaleSeconds),
          ...(args.revealSecrets ? { REVEAL_SECRETS: "true" } : {}),
        },
      },
      {
        parent: this,
        dependsOn: args.parameters.resources,
        // The recycler writes this variable when a parameter changes.
        ignoreChanges: [`environment.variables.${RECYCLED_AT}`],
      },
    );

    this.functionName = lambda.name;
    this.functionArn = lambda.arn;
    this.logGroupName = logGroup.name;
    this.registerOutputs({ functionName: this.functionName, functionArn: this.functionArn });
  }
}
