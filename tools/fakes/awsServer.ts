import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";
import type { PutParameterCommandInput } from "@aws-sdk/client-ssm";
import { close, listen } from "../lib/localServer.ts";
import { checkPut } from "../lib/parameterStoreRules.ts";
import type { CertificateAndKey } from "./selfSignedCertificate.ts";

export interface AwsRequest {
  /** The method and the path where no action is named. */
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The access key that signed it. */
  readonly accessKey: string;
  readonly region: string;
}

/** An object is sent as JSON, with status 400 when it has a `__type`; a text is sent as XML, an error with status 400. */
export type Answer = object | string;
export type Answers = Record<string, (body: AwsRequest["body"]) => Answer>;

/** An error in AWS's JSON protocol. */
export const failure = (__type: string, message = ""): object => ({ __type, message });

/** An error in AWS's query protocol. */
export const queryFailure = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** The response of GetCallerIdentity. */
export const callerIdentity = (arn: string): string => `
  <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>${arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>${arn.split(":")[4] ?? ""}</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`;

/**
 * Speaks AWS's JSON and query protocols on a loopback port, and records what it is asked. An unknown action fails, and so
 * does a PutParameter that AWS would reject.
 */
export class AwsServer {
  answers: Answers = {};
  readonly requests: AwsRequest[] = [];
  /** The type of each parameter that exists: an overwrite does not change it. */
  readonly types = new Map<string, string>();
  readonly #server: Server;

  /** With a certificate it speaks TLS. */
  constructor(tls?: CertificateAndKey) {
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response);
    };
    this.#server = tls === undefined ? createServer(serve) : createTlsServer({ ...tls }, serve);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    void this.#record(request).then(({ action, body }) => {
      const rejection = action === "PutParameter" ? this.#rejection(body) : undefined;
      const answer = rejection ?? this.answers[action]?.(body) ?? failure("UnknownOperationException", action);
      if (typeof answer === "string") {
        const status = answer.startsWith("<ErrorResponse") ? 400 : 200;
        response.writeHead(status, { "content-type": "text/xml" }).end(answer);
      } else {
        response.writeHead("__type" in answer ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
        response.end(JSON.stringify(answer));
      }
    });
  }

  /** @returns its address */
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
    const [place = ""] = (request.url ?? "").split("?");
    const named = typeof Action === "string" ? Action : `${request.method ?? ""} ${place}`;
    const action = target === undefined ? named : (String(target).split(".")[1] ?? "");
    const recorded = { action, body: fields, accessKey, region };
    this.requests.push(recorded);
    return recorded;
  }
}
