import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";
import type { PutParameterCommandInput } from "@aws-sdk/client-ssm";
import { close, listen } from "../lib/localServer.ts";
import { checkPut } from "../lib/parameterStoreRules.ts";
import type { CertificateAndKey } from "./selfSignedCertificate.ts";

/** A request that the server received. */
export interface AwsRequest {
  /** The action; method and path if the request names no action. */
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The ID of the access key that signed the request. */
  readonly accessKey: string;
  readonly region: string;
}

/**
 * A response: an object is sent as JSON, with status 400 if it has a `__type`. A string is sent as XML, with status 400 if
 * it is an error.
 */
export type FakeResponse = object | string;

/** The responses by action. */
export type Responders = Record<string, (body: AwsRequest["body"]) => FakeResponse>;

/** Returns an error of AWS's JSON protocol. */
export const failure = (__type: string, message = ""): object => ({ __type, message });

/** Returns an error of AWS's query protocol. */
export const queryFailure = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** Returns the response of GetCallerIdentity. */
export const callerIdentity = (arn: string): string => `
  <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>${arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>${arn.split(":")[4] ?? ""}</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`;

/**
 * A fake of AWS that serves its JSON and query protocols on a loopback port, and records all requests. It rejects unknown
 * actions, and PutParameter requests that AWS would reject.
 */
export class AwsServer {
  responders: Responders = {};
  readonly requests: AwsRequest[] = [];
  /** The types of existing parameters, by name. An overwrite cannot change them. */
  readonly types = new Map<string, string>();
  readonly #server: Server;

  /** Serves HTTPS if a certificate is given. */
  constructor(tls?: CertificateAndKey) {
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response);
    };
    this.#server = tls === undefined ? createServer(serve) : createTlsServer({ ...tls }, serve);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    void this.#record(request).then(({ action, body }) => {
      const rejection = action === "PutParameter" ? this.#rejection(body) : undefined;
      const content = rejection ?? this.responders[action]?.(body) ?? failure("UnknownOperationException", action);
      if (typeof content === "string") {
        const status = content.startsWith("<ErrorResponse") ? 400 : 200;
        response.writeHead(status, { "content-type": "text/xml" }).end(content);
      } else {
        response.writeHead("__type" in content ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
        response.end(JSON.stringify(content));
      }
    });
  }

  /** Starts the server, and returns its URL. */
  start(): Promise<string> {
    return listen(this.#server);
  }

  stop(): void {
    close(this.#server);
  }

  get actions(): string[] {
    return this.requests.map(({ action }) => action);
  }

  #rejection(body: AwsRequest["body"]): object | undefined {
    const put: Partial<PutParameterCommandInput> = body;
    const rejection = checkPut(put, this.types.get(put.Name ?? ""));
    return rejection && failure(rejection.name, rejection.message);
  }

  async #record(request: IncomingMessage): Promise<AwsRequest> {
    const sent = await text(request);
    const target = request.headers["x-amz-target"];
    const body = (target === undefined ? Object.fromEntries(new URLSearchParams(sent)) : JSON.parse(sent)) as object;
    const [, accessKey = "", region = ""] =
      /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
    const { Action, ...fields } = body as Record<string, unknown>;
    const [path = ""] = (request.url ?? "").split("?");
    const queryAction = typeof Action === "string" ? Action : `${request.method ?? ""} ${path}`;
    const action = target === undefined ? queryAction : (String(target).split(".")[1] ?? "");
    const recorded = { action, body: fields, accessKey, region };
    this.requests.push(recorded);
    return recorded;
  }
}
