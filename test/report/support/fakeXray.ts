import { createServer, type IncomingMessage, type Server } from "node:http";
import { close, listen } from "../../../local/loopback.ts";

/** By its address, since X-Ray speaks REST: `/TraceSummaries`, `/Traces`, `/ServiceGraph`. */
export interface XrayRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage["headers"];
}

export interface XrayAnswer {
  readonly status?: number;
  /** An error's name, as X-Ray sends it. */
  readonly error?: string;
  readonly body: unknown;
}

/** A loopback server at X-Ray's addresses. What it answers is the test's: it is not X-Ray. */
export class XrayServer {
  readonly requests: XrayRequest[] = [];
  readonly #server: Server;

  constructor(answer: (request: XrayRequest) => XrayAnswer | Promise<XrayAnswer>) {
    this.#server = createServer((request, response) => {
      void (async () => {
        let text = "";
        for await (const chunk of request) text += String(chunk);
        const asked = {
          path: request.url ?? "",
          body: JSON.parse(text) as XrayRequest["body"],
          headers: request.headers,
        };
        this.requests.push(asked);
        const { status = 200, error, body } = await answer(asked);
        response.writeHead(status, {
          "content-type": "application/json",
          ...(error === undefined ? {} : { "x-amzn-errortype": error }),
        });
        response.end(JSON.stringify(body));
      })();
    });
  }

  start(): Promise<string> {
    return listen(this.#server);
  }

  stop(): void {
    close(this.#server);
  }
}
