import type {
  ApplicationLogLevel,
  Architecture,
  FunctionConfiguration,
  LogFormat,
  Runtime,
  SystemLogLevel,
  TracingMode,
} from "@aws-sdk/client-lambda";
import { number, object, string, stringMap } from "../properties.ts";
import type { Properties } from "../properties.ts";

/** Returns the parameters of both CreateFunction and UpdateFunctionConfiguration. Lambda validates the values. */
export function configuration(inputs: Properties) {
  const logging = object(inputs, "loggingConfig");
  return {
    Description: string(inputs, "description"),
    Runtime: string(inputs, "runtime") as Runtime,
    Handler: string(inputs, "handler"),
    Role: string(inputs, "role"),
    MemorySize: number(inputs, "memorySize"),
    Timeout: number(inputs, "timeout"),
    EphemeralStorage: { Size: number(object(inputs, "ephemeralStorage"), "size") },
    TracingConfig: { Mode: string(object(inputs, "tracingConfig"), "mode") as TracingMode },
    DeadLetterConfig: { TargetArn: targetArn(inputs) },
    Environment: { Variables: stringMap(object(inputs, "environment"), "variables") },
    LoggingConfig: {
      LogFormat: string(logging, "logFormat") as LogFormat,
      LogGroup: string(logging, "logGroup"),
      ApplicationLogLevel: logging["applicationLogLevel"] as ApplicationLogLevel | undefined,
      SystemLogLevel: logging["systemLogLevel"] as SystemLogLevel | undefined,
    },
  };
}

/** The size of /tmp that Lambda provides without charge, and the default of the AWS provider. */
export const DEFAULT_STORAGE_MB = 512;

/** Returns the ARN of the dead-letter queue. An empty ARN removes the queue. */
const targetArn = (inputs: Properties): string =>
  "deadLetterConfig" in inputs ? string(object(inputs, "deadLetterConfig"), "targetArn") : "";

export const architectures = (inputs: Properties): Architecture[] => inputs["architectures"] as Architecture[];

/** Returns the live values of the inputs. Log levels are included only if the program sets them. */
export function liveConfiguration(live: FunctionConfiguration, state: Properties): Properties {
  const logging: Properties = {
    logFormat: live.LoggingConfig?.LogFormat ?? "Text",
    logGroup: live.LoggingConfig?.LogGroup ?? "",
    applicationLogLevel: live.LoggingConfig?.ApplicationLogLevel ?? "",
    systemLogLevel: live.LoggingConfig?.SystemLogLevel ?? "",
  };
  const deadLetterTarget = live.DeadLetterConfig?.TargetArn;
  const programLogging = object(state, "loggingConfig");
  return {
    description: live.Description ?? "",
    runtime: live.Runtime ?? "",
    architectures: live.Architectures ?? ["x86_64"],
    handler: live.Handler ?? "",
    role: live.Role ?? "",
    memorySize: live.MemorySize ?? 0,
    timeout: live.Timeout ?? 0,
    ephemeralStorage: { size: live.EphemeralStorage?.Size ?? DEFAULT_STORAGE_MB },
    tracingConfig: { mode: live.TracingConfig?.Mode ?? "PassThrough" },
    deadLetterConfig: deadLetterTarget ? { targetArn: deadLetterTarget } : null,
    environment: { variables: live.Environment?.Variables ?? {} },
    loggingConfig: Object.fromEntries(Object.entries(logging).filter(([key]) => key in programLogging)),
  };
}

export const liveOutputs = (live: FunctionConfiguration): Properties => ({
  arn: live.FunctionArn ?? "",
  version: live.Version ?? "",
  codeSha256: live.CodeSha256 ?? "",
  lastModified: live.LastModified ?? "",
});
