import {
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  UpdateFunctionUrlConfigCommand,
} from "@aws-sdk/client-lambda";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { ignoreNotFound } from "../errors.ts";
import { string } from "../properties.ts";
import { always, oneOf } from "../resourceHandler.ts";
import type { ResourceHandler } from "../resourceHandler.ts";

/** An HTTPS address of a function, for signed requests. The real provider makes an unsigned one public with a permission. */
export const functionUrl = (lambda: LambdaClient): ResourceHandler => ({
  inputs: {
    functionName: { required: true, replaces: always },
    authorizationType: { required: true, rejects: oneOf("AWS_IAM") },
    invokeMode: { default: "BUFFERED", rejects: oneOf("BUFFERED", "RESPONSE_STREAM") },
  },
  namedBy: "functionName",

  async create(inputs) {
    const name = string(inputs, "functionName");
    const live = await lambda.send(
      new CreateFunctionUrlConfigCommand({
        FunctionName: name,
        AuthType: "AWS_IAM",
        InvokeMode: inputs["invokeMode"] as "BUFFERED" | "RESPONSE_STREAM",
      }),
    );
    return { id: name, computed: addresses(live) };
  },

  async read(id) {
    const live = await ignoreNotFound(lambda.send(new GetFunctionUrlConfigCommand({ FunctionName: id })));
    return (
      live && {
        functionName: id,
        authorizationType: live.AuthType ?? "",
        invokeMode: live.InvokeMode ?? "",
        ...addresses(live),
      }
    );
  },

  async update(id, _state, inputs) {
    const live = await lambda.send(
      new UpdateFunctionUrlConfigCommand({
        FunctionName: id,
        AuthType: "AWS_IAM",
        InvokeMode: inputs["invokeMode"] as "BUFFERED" | "RESPONSE_STREAM",
      }),
    );
    return addresses(live);
  },

  async delete(id) {
    await ignoreNotFound(lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName: id })));
  },
});

const addresses = ({
  FunctionArn = "",
  FunctionUrl = "",
}: Readonly<Partial<Record<"FunctionArn" | "FunctionUrl", string | undefined>>>) => ({
  functionArn: FunctionArn,
  functionUrl: FunctionUrl,
  urlId: new URL(FunctionUrl).hostname.split(".")[0] ?? "",
});
