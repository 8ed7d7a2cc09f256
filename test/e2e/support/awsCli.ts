/*
 * The commands of the AWS CLI that the tutorial uses, for machines without it. Tests put it on PATH as `aws`.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterType } from "@aws-sdk/client-ssm";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "function-name": { type: "string" },
    "key-id": { type: "string" },
    name: { type: "string" },
    payload: { type: "string" },
    region: { type: "string", default: process.env["AWS_DEFAULT_REGION"] ?? "" },
    type: { type: "string" },
    value: { type: "string" },
  },
});

/** Reads a file that an option names by `file://` or `fileb://`. */
const readFileOption = (option = ""): string => readFileSync(option.replace(/^fileb?:\/\//, ""), "utf8");

const { region, name: Name } = values;
const [service, operation, output] = positionals;
switch (`${service ?? ""} ${operation ?? ""}`) {
  case "lambda invoke": {
    const FunctionName = values["function-name"];
    const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(readFileOption(values.payload)) });
    const { Payload, StatusCode, FunctionError } = await new LambdaClient({ region }).send(command);
    if (output !== "/dev/stdout") throw new Error(`The output must be /dev/stdout (got ${output ?? "nothing"}).`);
    console.log(`${Payload?.transformToString() ?? ""}${JSON.stringify({ StatusCode, FunctionError }, undefined, 4)}`);
    break;
  }
  case "ssm put-parameter": {
    const Value = readFileOption(values.value);
    const [Type, KeyId] = [values.type as ParameterType, values["key-id"]];
    await new SSMClient({ region }).send(new PutParameterCommand({ Name, Type, KeyId, Value }));
    break;
  }
  case "ssm delete-parameter":
    await new SSMClient({ region }).send(new DeleteParameterCommand({ Name }));
    break;
  default:
    throw new Error(`The AWS CLI of the tests has no command "${positionals.join(" ")}".`);
}
