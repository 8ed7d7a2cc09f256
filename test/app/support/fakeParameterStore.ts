import type { GetParametersByPathCommand, GetParametersByPathCommandInput, Parameter } from "@aws-sdk/client-ssm";
import type { ParameterStoreClient } from "../../../app/runtime/parameterStore/parameterStore.ts";
import { assertPage, checkPathRequest } from "../../../tools/lib/parameterStoreRules.ts";

export interface Page {
  readonly Parameters?: Parameter[];
  readonly NextToken?: string;
}

/** Answers each request with the next page or error of a list, and records what it was asked. */
export class FakeParameterStore implements ParameterStoreClient {
  readonly inputs: GetParametersByPathCommandInput[] = [];
  readonly #answers: (Page | Error)[];

  constructor(...answers: (Page | Error)[]) {
    for (const answer of answers) if (!(answer instanceof Error)) assertPage(answer);
    this.#answers = answers;
  }

  send(command: GetParametersByPathCommand): Promise<Page> {
    this.inputs.push(command.input);
    const rejection = checkPathRequest(command.input);
    if (rejection !== undefined) return Promise.reject(new Error(rejection));
    const answer = this.#answers.shift() ?? new Error("the fake has no answer left");
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

export function parameter(name: string, value: unknown, more: Partial<Parameter> = {}): Parameter {
  const LastModifiedDate = new Date(1_700_000_000_000);
  return { Name: name, Value: JSON.stringify(value), Type: "String", Version: 1, LastModifiedDate, ...more };
}
