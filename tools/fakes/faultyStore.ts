import { PARAMETERS_PER_PAGE } from "../../infra/config/burstCapacity.ts";
import { assertStorable } from "../lib/parameterStoreRules.ts";
import type { SsmResponse, SsmRequest } from "./ssmServer.ts";

/** A parameter in Parameter Store's JSON format. */
export interface StoredParameter {
  readonly Name: string;
  readonly Type: "String" | "SecureString";
  readonly Value: string;
  readonly Version: number;
}

/** A failure of Parameter Store, the network or a proxy. */
export type Fault =
  "throttled" | "serverError" | "unavailable" | "reset" | "truncated" | "malformed" | "withoutList" | "sameToken";

/** The outcome of a request: a fault, or a page with at most `pageSize` parameters, which can be 0. */
export type RequestOutcome = Fault | { readonly pageSize: number };

/** A fake Parameter Store that fails on demand. */
export class FaultyStore {
  #parameters: readonly StoredParameter[] = [];
  #tokens = 0;

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

  /** Returns the response to a request with the given outcome. */
  respond(request: SsmRequest, outcome: RequestOutcome): SsmResponse {
    if (typeof outcome === "object") return { body: this.#page(request, outcome.pageSize) };
    const page = this.#page(request, PARAMETERS_PER_PAGE);
    const text = JSON.stringify(page);
    switch (outcome) {
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

  /** Creates a unique token for the page that starts at an index. */
  #token(next: number): string {
    return `${next}.${++this.#tokens}`;
  }
}
