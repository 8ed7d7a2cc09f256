import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";

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
}

/** Speaks Parameter Store's JSON protocol on a loopback port. */
export class SsmServer {
  readonly requests: SsmRequest[] = [];
  readonly targets: unknown[] = [];
  answer: (request: SsmRequest) => SsmAnswer;
  readonly #server: Server;

  constructor(answer: (request: SsmRequest) => SsmAnswer) {
    this.answer = answer;
    this.#server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const ssmRequest = JSON.parse(body) as SsmRequest;
        this.requests.push(ssmRequest);
        this.targets.push(request.headers["x-amz-target"]);
        const { status = 200, body: answered } = this.answer(ssmRequest);
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
        response.end(typeof answered === "string" ? answered : JSON.stringify(answered));
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
