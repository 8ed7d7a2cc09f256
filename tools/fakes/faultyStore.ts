import { assertStorable, PARAMETERS_PER_CALL } from "../lib/parameterStoreRules.ts";
import type { SsmResponse, SsmRequest } from "./ssmServer.ts";

/** A parameter in Parameter Store's JSON format. */
export interface StoredParameter {
  readonly Name: string;
  readonly Type: "String" | "SecureString";
  readonly Value: string;
  readonly Version: number;
}

/** A failure of Parameter Store, the network or a proxy, for any call. */
export type CallFault =
  "throttled" | "serverError" | "unavailable" | "reset" | "truncated" | "malformed" | "withoutList" | "denied";

/** A failure of one kind of call: GetParametersByPath repeats a token, or GetParameters returns one parameter less. */
export type Fault = CallFault | "sameToken" | "missing" | "unmentioned";

/**
 * The outcome of a request: a fault, or a page with at most this many parameters, which can be 0. GetParameters has no
 * pages, and returns all parameters.
 */
export type RequestOutcome = Fault | { readonly pageSize: number };

/** A fake Parameter Store that fails on demand. */
export class FaultyStore {
  #parameters: readonly StoredParameter[] = [];
  #tokens = 0;
  /** The parameters that IAM denies. GetParameters fails as a whole if it requests one of them. */
  deniedNames: readonly string[] = [];

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
    const denied = request.Names?.find((name) => this.deniedNames.includes(name));
    if (denied !== undefined) return denial("ssm:GetParameters", denied);
    if (typeof outcome === "object") return { body: this.#result(request, outcome.pageSize) };
    const result = this.#result(request, PARAMETERS_PER_CALL);
    const text = JSON.stringify(result);
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
        return { body: { ...result, NextToken: request.NextToken ?? this.#token(0) } };
      case "denied":
        return request.Names === undefined
          ? denial("ssm:GetParametersByPath", request.Path ?? "")
          : denial("ssm:GetParameters", request.Names[0] ?? "");
      case "missing":
        return { body: this.#named(request.Names?.slice(1) ?? [], request.Names?.slice(0, 1)) };
      case "unmentioned":
        return { body: this.#named(request.Names?.slice(1) ?? []) };
    }
  }

  #result(request: SsmRequest, pageSize: number): object {
    return request.Names === undefined ? this.#page(request, pageSize) : this.#named(request.Names);
  }

  #named(names: readonly string[], invalid: readonly string[] = []): object {
    const Parameters = this.parameters.filter(({ Name }) => names.includes(Name));
    const stored = new Set(Parameters.map(({ Name }) => Name));
    return { Parameters, InvalidParameters: [...names.filter((name) => !stored.has(name)), ...invalid] };
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

/** Returns IAM's response to a call that no policy allows. */
const denial = (action: string, name: string): SsmResponse => ({
  status: 400,
  body: {
    __type: "AccessDeniedException",
    message:
      `User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: ${action} on resource: ` +
      `arn:aws:ssm:eu-west-1:111122223333:parameter${name} because no identity-based policy allows the ${action} action`,
  },
});
