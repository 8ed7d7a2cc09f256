import { PARAMETERS_PER_PAGE } from "../infra/parameterPages.ts";
import { assertStorable } from "../test/app/support/parameterStoreRules.ts";
import type { SsmAnswer, SsmRequest } from "../test/app/support/ssmServer.ts";

/** A parameter as Parameter Store's JSON has it. */
export interface StoredParameter {
  readonly Name: string;
  readonly Type: "String" | "SecureString";
  readonly Value: string;
  readonly Version: number;
}

/** What goes wrong. */
export type Fault =
  "throttled" | "serverError" | "unavailable" | "reset" | "truncated" | "malformed" | "withoutList" | "sameToken";

/** What becomes of a request: so many parameters of the page are sent, even none, or something goes wrong. */
export type Fate = Fault | { readonly pageSize: number };

/** Answers as Parameter Store does, or fails as it, the network or something in between may. */
export class FaultyStore {
  #parameters: readonly StoredParameter[] = [];
  #answers = 0;

  constructor(parameters: readonly StoredParameter[]) {
    this.parameters = parameters;
  }

  get parameters(): readonly StoredParameter[] {
    return this.#parameters;
  }

  set parameters(parameters: readonly StoredParameter[]) {
    parameters.forEach(assertStorable);
    this.#parameters = parameters;
  }

  answer(request: SsmRequest, fate: Fate): SsmAnswer {
    if (typeof fate === "object") return { body: this.#page(request, fate.pageSize) };
    const page = this.#page(request, PARAMETERS_PER_PAGE);
    const text = JSON.stringify(page);
    switch (fate) {
      case "throttled":
        return { status: 400, body: { __type: "ThrottlingException", message: "Rate exceeded" } };
      case "serverError":
        return { status: 500, body: { __type: "InternalServerError", message: "An internal error occurred" } };
      case "unavailable":
        return { status: 503, body: "<html>Service Unavailable</html>" };
      case "reset":
        return { body: "", cutAfterBytes: 0 };
      case "truncated":
        return { body: text, cutAfterBytes: Math.floor(text.length / 2) };
      case "malformed":
        return { body: text.slice(0, Math.floor(text.length / 2)) };
      case "withoutList":
        return { body: {} };
      case "sameToken":
        return { body: { ...page, NextToken: request.NextToken ?? this.#token(0) } };
    }
  }

  #page({ NextToken }: SsmRequest, pageSize: number): object {
    const from = Number(NextToken?.split(".")[0] ?? 0);
    const next = from + pageSize;
    const Parameters = this.parameters.slice(from, next);
    return next < this.parameters.length ? { Parameters, NextToken: this.#token(next) } : { Parameters };
  }

  /** Where to go on; no two are equal. */
  #token(next: number): string {
    return `${next}.${++this.#answers}`;
  }
}
