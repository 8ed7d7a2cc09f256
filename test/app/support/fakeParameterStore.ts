import { GetParametersCommand } from "@aws-sdk/client-ssm";
import type {
  GetParametersByPathCommand,
  GetParametersByPathCommandInput,
  GetParametersCommandInput,
  Parameter,
} from "@aws-sdk/client-ssm";
import type { ParameterStoreClient, RequestOptions } from "../../../app/runtime/parameterStore/fetchParameters.ts";
import { assertPage, checkNamesRequest, checkPathRequest } from "../../../tools/lib/parameterStoreRules.ts";

/** The part of a response that the loader reads. */
export interface Page {
  readonly Parameters?: Parameter[];
  readonly NextToken?: string;
  readonly InvalidParameters?: string[];
}

/** A response, an error, or a response that the test sends later. */
export type FakeResponse = Page | Error | Promise<Page>;

/** A client that responds to each request with the next response or error of a list, and records the requests. */
export class FakeParameterStore implements ParameterStoreClient {
  readonly inputs: Partial<GetParametersByPathCommandInput & GetParametersCommandInput>[] = [];
  readonly signals: (AbortSignal | undefined)[] = [];
  readonly #responses: FakeResponse[];

  constructor(...responses: FakeResponse[]) {
    for (const response of responses) {
      if (!(response instanceof Error) && !(response instanceof Promise)) assertPage(response);
    }
    this.#responses = responses;
  }

  send(command: GetParametersByPathCommand | GetParametersCommand, options: RequestOptions = {}): Promise<Page> {
    this.inputs.push(command.input);
    this.signals.push(options.abortSignal);
    const rejection =
      command instanceof GetParametersCommand ? checkNamesRequest(command.input) : checkPathRequest(command.input);
    if (rejection !== undefined) return Promise.reject(new Error(rejection));
    const response = this.#responses.shift() ?? new Error("the fake has no response left");
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
  }
}

/** Returns a String parameter with the value as JSON. `more` overrides its fields. */
export function parameter(name: string, value: unknown, more: Partial<Parameter> = {}): Parameter {
  const LastModifiedDate = new Date(1_700_000_000_000);
  return { Name: name, Value: JSON.stringify(value), Type: "String", Version: 1, LastModifiedDate, ...more };
}
