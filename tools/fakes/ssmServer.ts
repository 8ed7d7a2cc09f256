import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { close, listen } from "../lib/loopback.ts";
import { assertPage, whyNamesRejected, whyRejected } from "./parameterStoreRules.ts";

/** The input of GetParametersByPath, or of GetParameters if it has names. */
export interface SsmRequest {
  readonly Path?: string;
  readonly Names?: readonly string[];
  readonly WithDecryption: boolean;
  readonly Recursive?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface SsmAnswer {
  readonly status?: number;
  /** An object is sent as JSON, a text as it is. */
  readonly body: object | string;
  /** After how many bytes of the body the connection is reset; 0: there is no answer at all. */
  readonly cutAfterBytes?: number;
}

type Answering = (request: SsmRequest) => SsmAnswer | Promise<SsmAnswer>;

/** Speaks Parameter Store's JSON protocol on a loopback port, and rejects what Parameter Store rejects. */
export class SsmServer {
  readonly requests: SsmRequest[] = [];
  readonly targets: unknown[] = [];
  answer: Answering;
  readonly #server: Server;

  constructor(answer: Answering) {
    this.answer = answer;
    this.#server = createServer((request, response) => {
      void readBody(request).then(async (body) => {
        const ssmRequest = JSON.parse(body) as SsmRequest;
        this.requests.push(ssmRequest);
        this.targets.push(request.headers["x-amz-target"]);
        send(response, rejection(request, ssmRequest) ?? checked(await this.answer(ssmRequest)));
      });
    });
  }

  start(): Promise<string> {
    return listen(this.#server);
  }

  stop(): void {
    close(this.#server);
  }
}

function rejection({ headers }: IncomingMessage, request: SsmRequest): SsmAnswer | undefined {
  const message = whyUnexpected(headers["x-amz-target"], request);
  return message === undefined ? undefined : { status: 400, body: { __type: "ValidationException", message } };
}

function whyUnexpected(target: string | string[] | undefined, request: SsmRequest): string | undefined {
  if (target === "AmazonSSM.GetParametersByPath") return whyRejected(request);
  if (target === "AmazonSSM.GetParameters") return whyNamesRejected(request);
  return "Only GetParametersByPath and GetParameters are expected";
}

/** What a test has the server send must be what Parameter Store could send. */
function checked(answer: SsmAnswer): SsmAnswer {
  if (typeof answer.body !== "string" && (answer.status ?? 200) === 200) assertPage(answer.body);
  return answer;
}

function send(response: ServerResponse, { status = 200, body, cutAfterBytes }: SsmAnswer): void {
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
