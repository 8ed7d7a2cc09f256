import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { paginateListRoles } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, paginateListAliases, paginateListKeys } from "@aws-sdk/client-kms";
import { paginateListFunctions } from "@aws-sdk/client-lambda";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { paginateDescribeParameters, paginateGetParametersByPath } from "@aws-sdk/client-ssm";
import { REGION } from "../../../tools/local/localRun.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { awsClients } from "../../../tools/local-provider/awsClients.ts";
import type { AwsClients } from "../../../tools/local-provider/awsClients.ts";

/** Creates clients for the emulator of a run. */
export const createClients = (run: LocalRun): AwsClients => awsClients(run.emulator.url, REGION, run.credentials);

export interface StoredParameter {
  readonly type: string;
  /** The decrypted value, parsed. */
  readonly value: unknown;
  readonly keyId: string | undefined;
  readonly version: number;
}

/** Returns the parameters of a stack by the last segment of their names. */
export async function readParameters(run: LocalRun, { path }: { readonly path: string }) {
  const { ssm } = createClients(run);
  const keys = new Map<string, string | undefined>();
  for await (const page of paginateDescribeParameters({ client: ssm }, {})) {
    for (const { Name = "", KeyId } of page.Parameters ?? []) keys.set(Name, KeyId);
  }
  const parameters: Record<string, StoredParameter> = {};
  for await (const page of paginateGetParametersByPath({ client: ssm }, { Path: path, WithDecryption: true })) {
    for (const { Name = "", Type = "", Value = "", Version = 0 } of page.Parameters ?? []) {
      const value: unknown = JSON.parse(Value);
      parameters[Name.slice(path.length + 1)] = { type: Type, value, keyId: keys.get(Name), version: Version };
    }
  }
  return parameters;
}

/** Lists every resource that a stack may leave behind by kind and name, and keys also with their state. */
export async function listResources(run: LocalRun): Promise<string[]> {
  const { cloudwatch, events, iam, kms, lambda, logs, sqs, ssm } = createClients(run);
  const resources: string[] = [];
  for await (const page of paginateListRoles({ client: iam }, {})) {
    resources.push(...(page.Roles ?? []).map(({ RoleName }) => `role ${RoleName ?? ""}`));
  }
  for await (const page of paginateDescribeParameters({ client: ssm }, {})) {
    resources.push(...(page.Parameters ?? []).map(({ Name }) => `parameter ${Name ?? ""}`));
  }
  for await (const page of paginateListFunctions({ client: lambda }, {})) {
    resources.push(...(page.Functions ?? []).map(({ FunctionName }) => `function ${FunctionName ?? ""}`));
  }
  for await (const page of paginateDescribeLogGroups({ client: logs }, {})) {
    resources.push(...(page.logGroups ?? []).map(({ logGroupName }) => `log group ${logGroupName ?? ""}`));
  }
  for (const { Name } of (await events.send(new ListRulesCommand({}))).Rules ?? [])
    resources.push(`rule ${Name ?? ""}`);
  for (const url of (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []) resources.push(`queue ${url}`);
  for (const { AlarmName } of (await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms ?? []) {
    resources.push(`alarm ${AlarmName ?? ""}`);
  }
  for await (const page of paginateListAliases({ client: kms }, {})) {
    resources.push(...(page.Aliases ?? []).map(({ AliasName }) => `alias ${AliasName ?? ""}`));
  }
  for await (const page of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId } of page.Keys ?? []) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      resources.push(`key ${KeyId ?? ""} ${KeyMetadata?.KeyState ?? ""}`);
    }
  }
  return resources.sort();
}
