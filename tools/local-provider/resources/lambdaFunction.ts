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
import { refuseArchive, zipOf } from "../codeArchive.ts";
import { canonical } from "../difference.ts";
import { ignoreNotFound } from "../errors.ts";
import { always, onlyFields } from "../inputRules.ts";
import { count, text, texts } from "../properties.ts";
import type { Properties } from "../properties.ts";
import type { ResourceHandler } from "../resourceHandler.ts";
import { tagChanges } from "../tags.ts";
import { architectures, configuration, liveConfiguration, liveOutputs } from "./functionConfiguration.ts";

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
    tracingConfig: { default: { mode: "PassThrough" }, refuses: onlyFields("mode") },
    code: { required: true, refuses: refuseArchive },
    loggingConfig: {
      required: true,
      refuses: onlyFields("logFormat", "logGroup", "applicationLogLevel", "systemLogLevel"),
    },
    deadLetterConfig: { refuses: onlyFields("targetArn") },
    reservedConcurrentExecutions: { default: UNRESERVED },
    environment: { default: { variables: {} }, refuses: onlyFields("variables") },
    tags: { default: {} },
  },
  movedByUpdate: ["codeSha256", "lastModified"],

  async create(inputs) {
    const name = text(inputs, "name");
    const command = new CreateFunctionCommand({
      ...configuration(inputs),
      FunctionName: name,
      Architectures: architectures(inputs),
      Code: { ZipFile: await zipOf(inputs["code"]) },
      Tags: texts(inputs, "tags"),
    });
    await lambda.send(command);
    await waitUntilFunctionActiveV2({ client: lambda, ...PATIENCE }, { FunctionName: name });
    if (inputs["reservedConcurrentExecutions"] !== UNRESERVED) await reserve(lambda, name, inputs);
    return { id: name, computed: await outputs(lambda, name) };
  },

  async read(id, state) {
    const answer = await ignoreNotFound(lambda.send(new GetFunctionCommand({ FunctionName: id })));
    if (answer?.Configuration === undefined) return undefined;
    const live = liveOutputs(answer.Configuration);
    return {
      ...liveConfiguration(answer.Configuration, state),
      ...live,
      name: id,
      reservedConcurrentExecutions: answer.Concurrency?.ReservedConcurrentExecutions ?? UNRESERVED,
      tags: answer.Tags ?? {},
      // Code that is not what was sent is no archive that could be named; the next update sends the program's again.
      ...(live["codeSha256"] !== state["codeSha256"] && { code: null }),
    };
  },

  async update(id, state, inputs) {
    if (canonical(settings(state)) !== canonical(settings(inputs))) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ ...configuration(inputs), FunctionName: id }));
      await waitUntilFunctionUpdatedV2({ client: lambda, ...PATIENCE }, { FunctionName: id });
    }
    if (canonical(contents(state)) !== canonical(contents(inputs))) {
      const ZipFile = await zipOf(inputs["code"]);
      const command = new UpdateFunctionCodeCommand({
        FunctionName: id,
        ZipFile,
        Architectures: architectures(inputs),
      });
      await lambda.send(command);
      await waitUntilFunctionUpdatedV2({ client: lambda, ...PATIENCE }, { FunctionName: id });
    }
    if (state["reservedConcurrentExecutions"] !== inputs["reservedConcurrentExecutions"]) {
      await reserve(lambda, id, inputs);
    }
    const Resource = text(state, "arn");
    const { set, removed } = tagChanges(texts(state, "tags"), texts(inputs, "tags"));
    if (removed.length > 0) await lambda.send(new UntagResourceCommand({ Resource, TagKeys: [...removed] }));
    if (Object.keys(set).length > 0) await lambda.send(new TagResourceCommand({ Resource, Tags: { ...set } }));
    return outputs(lambda, id);
  },

  async delete(id) {
    await ignoreNotFound(lambda.send(new DeleteFunctionCommand({ FunctionName: id })));
  },
});

/** What stands for a function that shares the account's concurrency with all others. */
const UNRESERVED = -1;
/** In seconds. */
const PATIENCE = { maxWaitTime: 60, minDelay: 1 } as const;
const CONTENTS = ["code", "architectures"];
const SETTINGS = [
  "description",
  "runtime",
  "handler",
  "role",
  "memorySize",
  "timeout",
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
  const ReservedConcurrentExecutions = count(inputs, "reservedConcurrentExecutions");
  await (ReservedConcurrentExecutions === UNRESERVED
    ? lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
    : lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions })));
}

async function outputs(lambda: LambdaClient, name: string): Promise<Properties> {
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  return liveOutputs(Configuration ?? {});
}
