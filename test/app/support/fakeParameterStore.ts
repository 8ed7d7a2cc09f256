import type { GetParametersByPathCommand, GetParametersByPathCommandInput, Parameter } from "@aws-sdk/client-ssm";
import type { ParameterStoreClient } from "../../../app/runtime/parameterStore/loadConfiguration.ts";
import { assertPage, checkPathRequest } from "../../../tools/lib/parameterStoreRules.ts";

/** The part of a response that the loader reads. */
export interface Page {
  readonly Parameters?: Parameter[];
  readonly NextToken?: string;
}

/** A client that responds to each request with the next page or error of a list, and records the requests. */
export class FakeParameterStore implements ParameterStoreClient {
  readonly inputs: GetParametersByPathCommandInput[] = [];
  readonly #responses: (Page | Error)[];

  constructor(...responses: (Page | Error)[]) {
    for (const response of responses) if (!(response instanceof Error)) assertPage(response);
    this.#responses = responses;
  }

  send(command: GetParametersByPathCommand): Promise<Page> {
    this.inputs.push(command.input);
    const rejection = checkPathRequest(command.input);
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
