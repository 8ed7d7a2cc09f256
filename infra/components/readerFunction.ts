import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { RECYCLED_AT } from "../../app/runtime/settings.ts";
import type { FunctionPlan } from "../config/functions/functionPlans.ts";
import type { Application } from "../naming.ts";
import type { FunctionRole } from "./functionRole.ts";
import { createLambdaFunction } from "./lambdaFunction.ts";
import type { ParameterSet } from "./parameterSet.ts";

export interface ReaderFunctionArgs {
  readonly application: Application;
  readonly plan: FunctionPlan;
  readonly role: FunctionRole;
  readonly parameters: ParameterSet;
  /** From `functionBundle`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** The time after which the function reloads its configuration. 0: never. */
  readonly cacheTtlSeconds: number;
  /** The additional time for which it serves the old configuration when reloading fails. */
  readonly cacheMaxStaleSeconds: number;
  readonly logRetentionDays: number;
  /** Whether REVEAL_SECRETS is set. The runtime ignores it; `app/viewer.ts` reads it. */
  readonly revealSecrets: boolean;
}

/** Lambda's default size of `/tmp`. */
const DEFAULT_EPHEMERAL_STORAGE_MB = 512;

/**
 * A function of `app/functions.ts`, and its log group. Environment variables contain the path of its parameters and the
 * cache settings. Attach triggers to `lambda`: a queue, a schedule or a function URL. A trigger that needs permissions,
 * such as a queue, also needs the function's `permissions`.
 */
export class ReaderFunction extends pulumi.ComponentResource {
  readonly lambda: aws.lambda.Function;
  readonly role: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly reads: FunctionPlan["reads"];

  constructor(name: string, args: ReaderFunctionArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:ReaderFunction", name, {}, options);
    const { plan, parameters } = args;
    const sections = plan.reads === "all" ? parameters.sections : plan.reads;

    const { lambda, logGroup } = createLambdaFunction(
      name,
      {
        functionName: plan.functionName,
        description: describeReads(plan.reads, parameters.path),
        code: args.code,
        role: args.role,
        architecture: plan.architecture,
        memorySize: plan.memorySize,
        timeout: plan.timeoutSeconds,
        reservedConcurrentExecutions: plan.reservedConcurrency,
        // Always set: the AWS provider keeps the present size of a function whose setting is removed.
        ephemeralStorage: { size: plan.ephemeralStorageMb ?? DEFAULT_EPHEMERAL_STORAGE_MB },
        tracingConfig: { mode: "Active" },
        logRetentionDays: args.logRetentionDays,
        variables: {
          ...plan.environment,
          ENV: args.application.environment,
          APP_CONFIG_PATH: args.application.appName,
          AWS_XRAY_TRACING_NAME: plan.functionName,
          // A change of an environment variable makes Lambda start new execution environments.
          CONFIG_VERSION: parameters.configVersionOf(sections),
          CACHE_TTL_SECONDS: String(args.cacheTtlSeconds),
          CACHE_MAX_STALE_SECONDS: String(args.cacheMaxStaleSeconds),
          ...(plan.loadDuringInit === false ? { LOAD_DURING_INIT: "false" } : {}),
          ...(args.revealSecrets ? { REVEAL_SECRETS: "true" } : {}),
        },
      },
      {
        parent: this,
        dependsOn: parameters.resourcesOf(sections),
        // The recycler writes this variable when a parameter changes.
        ignoreChanges: [`environment.variables.${RECYCLED_AT}`],
      },
    );

    this.lambda = lambda;
    this.role = args.role.role;
    this.logGroup = logGroup;
    this.reads = plan.reads;
    this.registerOutputs({ functionName: lambda.name, functionArn: lambda.arn });
  }
}

/** The limit of Lambda. */
const MAX_DESCRIPTION_LENGTH = 256;

/** Returns the description of a function, with the names of its sections if Lambda accepts them. */
function describeReads(reads: FunctionPlan["reads"], path: string): string {
  if (reads === "all") return `Reads all sections under ${path}`;
  if (reads.length === 0) return "Reads no section";
  const named = `Reads ${reads.join(", ")} under ${path}`;
  return named.length <= MAX_DESCRIPTION_LENGTH ? named : `Reads ${reads.length} sections under ${path}`;
}
