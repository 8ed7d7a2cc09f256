import { ConfigurationError } from "../configuration/configurationError.ts";

/** An entry of the function's log. It never contains a parameter's value. */
export interface LogEntry {
  readonly level: "INFO" | "WARN" | "ERROR";
  readonly message: string;
  readonly [field: string]: string | number | EmbeddedMetrics | Readonly<Record<string, string>> | undefined;
}

/** The start of a load: an invocation, or INIT before there is one. All log entries about the load have this field. */
export type LoadOrigin = { readonly requestId: string | undefined } | { readonly during: "init" };

/** The number of loads, and of those that failed or were late. */
export interface LoadCounts {
  readonly loads: number;
  readonly loadFailures: number;
}

/** The fields of a log entry that CloudWatch turns into metrics. */
export interface LoadMetricFields extends LoadCounts {
  /** The age of what the function serves after the load; undefined if it has nothing to serve. */
  readonly ageSeconds: number | undefined;
  readonly _aws: EmbeddedMetrics;
}

/** The part of a log entry that declares which fields are metrics. */
export interface EmbeddedMetrics {
  /** In milliseconds since 1970. */
  readonly Timestamp: number;
  /** The metrics by namespace and dimensions. */
  readonly CloudWatchMetrics: readonly object[];
}

/** The CloudWatch namespace of the metrics. */
const NAMESPACE = "SharedSecrets";

/** The dimension of the metrics, and a field of every log entry. Lambda's own metrics have the same dimension. */
const DIMENSION = "FunctionName";

/**
 * Writes an entry as one JSON line to standard output, with the time and the full name of the function. Lambda's JSON log
 * format passes such a line through unchanged, but would escape a text from `console.log` into a `message` of its own.
 * Its log level filter reads `timestamp` and `level`.
 */
export function writeLog(entry: LogEntry): void {
  const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"];
  process.stdout.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), [DIMENSION]: functionName, ...entry })}\n`,
  );
}

/** Returns the log entry of a failed invocation. */
export const failureLogEntry = (error: unknown, requestId: string | undefined): LogEntry => ({
  level: "ERROR",
  message: "invocation failed",
  requestId,
  ...failureFields(error),
});

/**
 * Returns the fields of a log entry that describe an error. The message and cause are included only for a
 * ConfigurationError, because others may quote a value.
 */
export function failureFields(error: unknown): { error: string; reason?: string; cause?: string | undefined } {
  if (!(error instanceof ConfigurationError)) return { error: error instanceof Error ? error.name : "unknown" };
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return { error: error.name, reason: error.message, cause };
}

/**
 * Returns the metrics of a load in CloudWatch's embedded metric format. They have one set of dimensions, because each
 * more would be billed as metrics of its own. Only the counts of INIT's loads have another one.
 *
 * @param timestampMs in milliseconds since 1970
 * @param ageMs the age of what the function serves after the load; undefined if it has nothing to serve
 * @param origin the start of the load
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function loadMetricFields(
  timestampMs: number,
  counts: LoadCounts,
  ageMs: number | undefined,
  origin: LoadOrigin,
): LoadMetricFields {
  const counted = [
    { Name: "loads", Unit: "Count" },
    { Name: "loadFailures", Unit: "Count" },
  ];
  const age = ageMs === undefined ? [] : [{ Name: "ageSeconds", Unit: "Seconds" }];
  return {
    ...counts,
    ageSeconds: ageMs === undefined ? undefined : ageMs / 1000,
    _aws: {
      Timestamp: timestampMs,
      CloudWatchMetrics: [
        { Namespace: NAMESPACE, Dimensions: [[DIMENSION]], Metrics: [...counted, ...age] },
        ...("during" in origin
          ? [{ Namespace: NAMESPACE, Dimensions: [[DIMENSION, "during"]], Metrics: counted }]
          : []),
      ],
    },
  };
}
