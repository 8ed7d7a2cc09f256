import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import type { EventSourceMappingConfiguration, FunctionResponseType, LambdaClient } from "@aws-sdk/client-lambda";
import { ignoreNotFound } from "../errors.ts";
import { number, string } from "../properties.ts";
import type { Properties } from "../properties.ts";
import { always } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";

/** A queue that invokes a function. */
export const eventSourceMapping = (lambda: LambdaClient): ResourceHandler => ({
  inputs: {
    eventSourceArn: { required: true, replaces: always },
    functionName: { required: true },
    batchSize: { default: 10 },
    enabled: { default: true },
    functionResponseTypes: { default: [] },
    maximumBatchingWindowInSeconds: { default: 0 },
  },
  changedByUpdate: ["functionArn"],

  async create(inputs) {
    const command = new CreateEventSourceMappingCommand({
      EventSourceArn: string(inputs, "eventSourceArn"),
      ...settings(inputs),
    });
    const live = await lambda.send(command);
    return { id: live.UUID ?? "", computed: { uuid: live.UUID ?? "", ...arns(live) } };
  },

  async read(id, state) {
    const live = await ignoreNotFound(lambda.send(new GetEventSourceMappingCommand({ UUID: id })));
    if (live === undefined) return undefined;
    // The program can name the function, but AWS returns its ARN.
    const input = string(state, "functionName");
    const { functionArn, arn } = arns(live);
    return {
      uuid: id,
      arn,
      functionArn,
      eventSourceArn: live.EventSourceArn ?? "",
      functionName: functionArn.endsWith(`:function:${input}`) ? input : functionArn,
      batchSize: live.BatchSize ?? 0,
      enabled: live.State === "Enabled",
      functionResponseTypes: live.FunctionResponseTypes ?? [],
      maximumBatchingWindowInSeconds: live.MaximumBatchingWindowInSeconds ?? 0,
    };
  },

  async update(id, _state, inputs) {
    return arns(await lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, ...settings(inputs) })));
  },

  async delete(id) {
    await ignoreNotFound(lambda.send(new DeleteEventSourceMappingCommand({ UUID: id })));
  },
});

const settings = (inputs: Properties) => ({
  FunctionName: string(inputs, "functionName"),
  BatchSize: number(inputs, "batchSize"),
  Enabled: inputs["enabled"] === true,
  FunctionResponseTypes: inputs["functionResponseTypes"] as FunctionResponseType[],
  MaximumBatchingWindowInSeconds: number(inputs, "maximumBatchingWindowInSeconds"),
});

const arns = ({ EventSourceMappingArn: arn = "", FunctionArn: functionArn = "" }: EventSourceMappingConfiguration) => ({
  arn,
  functionArn,
});
