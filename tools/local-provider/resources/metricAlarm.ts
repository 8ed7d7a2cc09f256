import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import type { CloudWatchClient, ComparisonOperator, MetricAlarm, Statistic } from "@aws-sdk/client-cloudwatch";
import { canonicalize } from "../difference.ts";
import { ignoreNotFound } from "../errors.ts";
import { number, string, stringMap } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges, tagList, tagsFrom } from "../tags.ts";

export const metricAlarm = (cloudwatch: CloudWatchClient): ResourceHandler => ({
  inputs: {
    name: { autoName: true, replaces: always },
    alarmDescription: { default: "" },
    namespace: { required: true },
    metricName: { required: true },
    dimensions: { default: {} },
    statistic: { required: true },
    period: { required: true },
    evaluationPeriods: { required: true },
    threshold: { default: 0 },
    comparisonOperator: { required: true },
    treatMissingData: { default: "missing" },
    alarmActions: { default: [] },
    tags: { default: {} },
  },

  async create(inputs) {
    const name = string(inputs, "name");
    await cloudwatch.send(
      new PutMetricAlarmCommand({ ...toPutInput(inputs), Tags: tagList(stringMap(inputs, "tags")) }),
    );
    return { id: name, computed: { arn: (await find(cloudwatch, name))?.AlarmArn ?? "" } };
  },

  async read(id) {
    const live = await find(cloudwatch, id);
    if (live === undefined) return undefined;
    const { Tags } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: live.AlarmArn }));
    return { name: id, ...liveSettings(live), tags: tagsFrom(Tags), arn: live.AlarmArn ?? "" };
  },

  async update(_id, state, inputs) {
    const ResourceARN = string(state, "arn");
    const settings = Object.keys(inputs).filter((key) => key !== "tags");
    if (settings.some((key) => canonicalize(state[key]) !== canonicalize(inputs[key]))) {
      await cloudwatch.send(new PutMetricAlarmCommand(toPutInput(inputs)));
    }
    const { set, removed } = tagChanges(stringMap(state, "tags"), stringMap(inputs, "tags"));
    if (removed.length > 0) await cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) {
      await cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: tagList(set) }));
    }
    return {};
  },

  async delete(id) {
    await ignoreNotFound(cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] })));
  },
});

/** Returns the parameters of PutMetricAlarm. CloudWatch validates the values. */
const toPutInput = (inputs: Properties) => ({
  AlarmName: string(inputs, "name"),
  AlarmDescription: string(inputs, "alarmDescription"),
  Namespace: string(inputs, "namespace"),
  MetricName: string(inputs, "metricName"),
  Dimensions: Object.entries(stringMap(inputs, "dimensions")).map(([Name, Value]) => ({ Name, Value })),
  Statistic: string(inputs, "statistic") as Statistic,
  Period: number(inputs, "period"),
  EvaluationPeriods: number(inputs, "evaluationPeriods"),
  Threshold: number(inputs, "threshold"),
  ComparisonOperator: string(inputs, "comparisonOperator") as ComparisonOperator,
  TreatMissingData: string(inputs, "treatMissingData"),
  AlarmActions: inputs["alarmActions"] as string[],
});

const liveSettings = (live: MetricAlarm): Properties => ({
  alarmDescription: live.AlarmDescription ?? "",
  namespace: live.Namespace ?? "",
  metricName: live.MetricName ?? "",
  dimensions: Object.fromEntries((live.Dimensions ?? []).map(({ Name, Value }) => [Name ?? "", Value ?? ""])),
  statistic: live.Statistic ?? "",
  period: live.Period ?? 0,
  evaluationPeriods: live.EvaluationPeriods ?? 0,
  threshold: live.Threshold ?? 0,
  comparisonOperator: live.ComparisonOperator ?? "",
  treatMissingData: live.TreatMissingData ?? "missing",
  alarmActions: live.AlarmActions ?? [],
});

async function find(cloudwatch: CloudWatchClient, name: string): Promise<MetricAlarm | undefined> {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms[0];
}
