export interface LoadCounts {
  readonly loads: number;
  readonly loadFailures: number;
}

export interface LoadMetrics extends LoadCounts {
  readonly ageSeconds: number | undefined;
  readonly _aws: EmbeddedMetrics;
}

export interface EmbeddedMetrics {
  readonly Timestamp: number;
  readonly CloudWatchMetrics: readonly object[];
}

/** CloudWatch's namespace of the metrics. */
const NAMESPACE = "SharedSecrets";

/**
 * Fields of a log entry about a load, of which CloudWatch makes metrics, by the entry's `path`: how many loads there were,
 * how many failed or were late, and how old is what the function serves after it (undefined when it has nothing to serve).
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function loadMetrics(timestampMs: number, counts: LoadCounts, ageMs: number | undefined): LoadMetrics {
  const Metrics = [
    { Name: "loads", Unit: "Count" },
    { Name: "loadFailures", Unit: "Count" },
    ...(ageMs === undefined ? [] : [{ Name: "ageSeconds", Unit: "Seconds" }]),
  ];
  return {
    ...counts,
    ageSeconds: ageMs === undefined ? undefined : ageMs / 1000,
    _aws: {
      Timestamp: timestampMs,
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [["path"]], Metrics }],
    },
  };
}
