import type {
  ApplicationLogLevel,
  Architecture,
  FunctionConfiguration,
  LogFormat,
  Runtime,
  SystemLogLevel,
  TracingMode,
} from "@aws-sdk/client-lambda";
import { count, object, text, texts } from "../properties.ts";
import type { Properties } from "../properties.ts";

/** What both creating a function and updating its configuration send. Lambda itself judges the words. */
export function configuration(inputs: Properties) {
  const logging = object(inputs, "loggingConfig");
  return {
    Description: text(inputs, "description"),
    Runtime: text(inputs, "runtime") as Runtime,
    Handler: text(inputs, "handler"),
    Role: text(inputs, "role"),
    MemorySize: count(inputs, "memorySize"),
    Timeout: count(inputs, "timeout"),
    TracingConfig: { Mode: text(object(inputs, "tracingConfig"), "mode") as TracingMode },
    DeadLetterConfig: { TargetArn: targetArn(inputs) },
    Environment: { Variables: texts(object(inputs, "environment"), "variables") },
    LoggingConfig: {
      LogFormat: text(logging, "logFormat") as LogFormat,
      LogGroup: text(logging, "logGroup"),
      ApplicationLogLevel: logging["applicationLogLevel"] as ApplicationLogLevel | undefined,
      SystemLogLevel: logging["systemLogLevel"] as SystemLogLevel | undefined,
    },
  };
}

/** An empty ARN takes the dead-letter queue away. */
const targetArn = (inputs: Properties): string =>
  "deadLetterConfig" in inputs ? text(object(inputs, "deadLetterConfig"), "targetArn") : "";

export const architectures = (inputs: Properties): Architecture[] => inputs["architectures"] as Architecture[];

/** The live values of the inputs that `configuration` sends; log levels only where the program sets them. */
export function liveConfiguration(live: FunctionConfiguration, state: Properties): Properties {
  const logging: Properties = {
    logFormat: live.LoggingConfig?.LogFormat ?? "Text",
    logGroup: live.LoggingConfig?.LogGroup ?? "",
    applicationLogLevel: live.LoggingConfig?.ApplicationLogLevel ?? "",
    systemLogLevel: live.LoggingConfig?.SystemLogLevel ?? "",
  };
  const deadLetterTarget = live.DeadLetterConfig?.TargetArn;
  const given = object(state, "loggingConfig");
  return {
    description: live.Description ?? "",
    runtime: live.Runtime ?? "",
    architectures: live.Architectures ?? ["x86_64"],
    handler: live.Handler ?? "",
    role: live.Role ?? "",
    memorySize: live.MemorySize ?? 0,
    timeout: live.Timeout ?? 0,
    tracingConfig: { mode: live.TracingConfig?.Mode ?? "PassThrough" },
    deadLetterConfig: deadLetterTarget ? { targetArn: deadLetterTarget } : null,
    environment: { variables: live.Environment?.Variables ?? {} },
    loggingConfig: Object.fromEntries(Object.entries(logging).filter(([key]) => key in given)),
  };
}

export const liveOutputs = (live: FunctionConfiguration): Properties => ({
  arn: live.FunctionArn ?? "",
  version: live.Version ?? "",
  codeSha256: live.CodeSha256 ?? "",
  lastModified: live.LastModified ?? "",
});
