import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { close, listen } from "../lib/localServer.ts";
import { assertPage, checkNamesRequest, checkPathRequest } from "../lib/parameterStoreRules.ts";

/** The input of GetParametersByPath, or of GetParameters if it has names. */
export interface SsmRequest {
  readonly Path?: string;
  readonly Names?: readonly string[];
  readonly WithDecryption: boolean;
  readonly Recursive?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** A response of the server. */
export interface SsmResponse {
  readonly status?: number;
  /** An object is sent as JSON, a string unchanged. */
  readonly body: object | string;
  /** The number of bytes of the body after which the connection is reset. With 0, nothing is sent. */
  readonly cutAfterBytes?: number;
}

type Responder = (request: SsmRequest) => SsmResponse | Promise<SsmResponse>;

/** A fake of Parameter Store on a loopback port. It rejects requests that Parameter Store rejects. */
export class SsmServer {
  readonly requests: SsmRequest[] = [];
  readonly targets: unknown[] = [];
  /** The times of the requests' signatures, such as `20270115T080000Z`. */
  readonly signedAt: unknown[] = [];
  respond: Responder;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  #dead: ReadonlySet<Socket> = new Set();

  constructor(respond: Responder) {
    this.respond = respond;
    this.#server = createServer((request, response) => {
      void readBody(request).then(async (body) => {
        const ssmRequest = JSON.parse(body) as SsmRequest;
        this.requests.push(ssmRequest);
        this.targets.push(request.headers["x-amz-target"]);
        this.signedAt.push(request.headers["x-amz-date"]);
        if (this.#dead.has(request.socket)) return;
        send(response, rejection(request, ssmRequest) ?? validated(await this.respond(ssmRequest)));
      });
    });
    this.#server.on("connection", (connection: Socket) => {
      this.#connections.add(connection);
      connection.once("close", () => this.#connections.delete(connection));
    });
  }

  /** The number of open connections. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Never responds again on the connections that are open, as after a freeze in which they were lost. */
  killConnections(): void {
    this.#dead = new Set(this.#connections);
  }

  start(): Promise<string> {
    return listen(this.#server);
  }

  stop(): void {
    close(this.#server);
  }
}

function rejection({ headers }: IncomingMessage, request: SsmRequest): SsmResponse | undefined {
  const message = whyUnexpected(headers["x-amz-target"], request);
  return message === undefined ? undefined : { status: 400, body: { __type: "ValidationException", message } };
}

function whyUnexpected(target: string | string[] | undefined, request: SsmRequest): string | undefined {
  if (target === "AmazonSSM.GetParametersByPath") return checkPathRequest(request);
  if (target === "AmazonSSM.GetParameters") return checkNamesRequest(request);
  return "Only GetParametersByPath and GetParameters are expected";
}

/** Throws for a response of a test that Parameter Store could not send. */
function validated(answer: SsmResponse): SsmResponse {
  if (typeof answer.body !== "string" && (answer.status ?? 200) === 200) assertPage(answer.body);
  return answer;
}

function send(response: ServerResponse, { status = 200, body, cutAfterBytes }: SsmResponse): void {
  const content = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const reset = () => response.socket?.resetAndDestroy();
  if (cutAfterBytes === 0) {
    reset();
    return;
  }
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "content-length": content.byteLength });
  if (cutAfterBytes === undefined) response.end(content);
  else response.write(content.subarray(0, cutAfterBytes), reset);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
