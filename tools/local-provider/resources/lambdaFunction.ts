import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { rejectCode, readZip } from "../codeArchive.ts";
import { canonicalize } from "../difference.ts";
import { ignoreNotFound } from "../errors.ts";
import { number, string, stringMap } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always, onlyFields } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges } from "../tags.ts";
import {
  architectures,
  configuration,
  DEFAULT_STORAGE_MB,
  liveConfiguration,
  liveOutputs,
} from "./functionConfiguration.ts";

export const lambdaFunction = (lambda: LambdaClient): ResourceHandler => ({
  inputs: {
    name: { required: true, replaces: always },
    description: { default: "" },
    runtime: { required: true },
    architectures: { default: ["x86_64"] },
    handler: { required: true },
    role: { required: true },
    memorySize: { default: 128 },
    timeout: { default: 3 },
    ephemeralStorage: { default: { size: DEFAULT_STORAGE_MB }, rejects: onlyFields("size") },
    tracingConfig: { default: { mode: "PassThrough" }, rejects: onlyFields("mode") },
    code: { required: true, rejects: rejectCode },
    loggingConfig: {
      required: true,
      rejects: onlyFields("logFormat", "logGroup", "applicationLogLevel", "systemLogLevel"),
    },
    deadLetterConfig: { rejects: onlyFields("targetArn") },
    reservedConcurrentExecutions: { default: UNRESERVED },
    environment: { default: { variables: {} }, rejects: onlyFields("variables") },
    tags: { default: {} },
  },
  changedByUpdate: ["codeSha256", "lastModified"],

  async create(inputs) {
    const name = string(inputs, "name");
    const command = new CreateFunctionCommand({
      ...configuration(inputs),
      FunctionName: name,
      Architectures: architectures(inputs),
      Code: { ZipFile: await readZip(inputs["code"]) },
      Tags: stringMap(inputs, "tags"),
    });
    await lambda.send(command);
    await waitUntilFunctionActiveV2({ client: lambda, ...WAIT }, { FunctionName: name });
    if (inputs["reservedConcurrentExecutions"] !== UNRESERVED) await reserve(lambda, name, inputs);
    return { id: name, computed: await outputs(lambda, name) };
  },

  async read(id, state) {
    const response = await ignoreNotFound(lambda.send(new GetFunctionCommand({ FunctionName: id })));
    if (response?.Configuration === undefined) return undefined;
    const live = liveOutputs(response.Configuration);
    return {
      ...liveConfiguration(response.Configuration, state),
      ...live,
      name: id,
      reservedConcurrentExecutions: response.Concurrency?.ReservedConcurrentExecutions ?? UNRESERVED,
      tags: response.Tags ?? {},
      // If the code was changed outside Pulumi, the next update sends it again.
      ...(live["codeSha256"] !== state["codeSha256"] && { code: null }),
    };
  },

  async update(id, state, inputs) {
    if (canonicalize(settings(state)) !== canonicalize(settings(inputs))) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ ...configuration(inputs), FunctionName: id }));
      await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, { FunctionName: id });
    }
    if (canonicalize(contents(state)) !== canonicalize(contents(inputs))) {
      const ZipFile = await readZip(inputs["code"]);
      const command = new UpdateFunctionCodeCommand({
        FunctionName: id,
        ZipFile,
        Architectures: architectures(inputs),
      });
      await lambda.send(command);
      await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, { FunctionName: id });
    }
    if (state["reservedConcurrentExecutions"] !== inputs["reservedConcurrentExecutions"]) {
      await reserve(lambda, id, inputs);
    }
    const Resource = string(state, "arn");
    const { set, removed } = tagChanges(stringMap(state, "tags"), stringMap(inputs, "tags"));
    if (removed.length > 0) await lambda.send(new UntagResourceCommand({ Resource, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await lambda.send(new TagResourceCommand({ Resource, Tags: { ...set } }));
    return outputs(lambda, id);
  },

  async delete(id) {
    await ignoreNotFound(lambda.send(new DeleteFunctionCommand({ FunctionName: id })));
  },
});

/** The value for a function without reserved concurrency. */
const UNRESERVED = -1;
/** The waiting time for a function to become active, in seconds. */
const WAIT = { maxWaitTime: 60, minDelay: 1 } as const;
const CONTENTS = ["code", "architectures"];
const SETTINGS = [
  "description",
  "runtime",
  "handler",
  "role",
  "memorySize",
  "timeout",
  "ephemeralStorage",
  "tracingConfig",
  "deadLetterConfig",
  "loggingConfig",
  "environment",
];

const pick = (properties: Properties, keys: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => keys.includes(key)));
const contents = (properties: Properties): Properties => pick(properties, CONTENTS);
const settings = (properties: Properties): Properties => pick(properties, SETTINGS);

async function reserve(lambda: LambdaClient, FunctionName: string, inputs: Properties): Promise<void> {
  const ReservedConcurrentExecutions = number(inputs, "reservedConcurrentExecutions");
  await (ReservedConcurrentExecutions === UNRESERVED
    ? lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
    : lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions })));
}

async function outputs(lambda: LambdaClient, name: string): Promise<Properties> {
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  return liveOutputs(Configuration ?? {});
}
