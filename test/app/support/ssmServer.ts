import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { close, listen } from "../../../local/loopback.ts";

export interface SsmRequest {
  readonly Path: string;
  readonly WithDecryption: boolean;
  readonly Recursive: boolean;
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

/** Speaks Parameter Store's JSON protocol on a loopback port. */
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
        send(response, await this.answer(ssmRequest));
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
