import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import { close, listen } from "../../../../tools/lib/localServer.ts";

/** A request to the X-Ray API. */
export interface XrayRequest {
  /** The path identifies the operation: `/TraceSummaries`, `/Traces` or `/ServiceGraph`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage["headers"];
}

/** A response of the X-Ray API. */
export interface XrayResponse {
  readonly status?: number;
  /** The name of an error, as X-Ray sends it. */
  readonly error?: string;
  readonly body: unknown;
}

/** A loopback server that records requests to the X-Ray API and sends the responses that a test supplies. */
export class FakeXray {
  readonly requests: XrayRequest[] = [];
  readonly #server: Server;

  constructor(respond: (request: XrayRequest) => XrayResponse | Promise<XrayResponse>) {
    this.#server = createServer((incoming, outgoing) => {
      void (async () => {
        let text = "";
        for await (const chunk of incoming) text += String(chunk);
        const request = {
          path: incoming.url ?? "",
          body: JSON.parse(text) as XrayRequest["body"],
          headers: incoming.headers,
        };
        this.requests.push(request);
        const { status = 200, error, body } = await respond(request);
        outgoing.writeHead(status, {
          "content-type": "application/json",
          ...(error === undefined ? {} : { "x-amzn-errortype": error }),
        });
        outgoing.end(JSON.stringify(body));
      })();
    });
  }

  /** Starts the server and returns its URL. */
  start(): Promise<string> {
    return listen(this.#server);
  }

  stop(): void {
    close(this.#server);
  }
}

/**
 * Returns the services of a GetServiceGraph response, including another function of the same account. They follow AWS's
 * documentation, because moto does not implement the operation.
 * @see https://docs.aws.amazon.com/xray/latest/api/API_GetServiceGraph.html
 */
export function fakeServiceGraph(functionName: string): object[] {
  return [
    { ReferenceId: 0, Name: functionName, Type: "client", State: "unknown", Edges: [fakeEdge(1, 4, 1.2, 1)] },
    { ReferenceId: 1, Name: functionName, Root: true, Type: "AWS::Lambda", Edges: [fakeEdge(2, 4, 0.8, 1)] },
    { ReferenceId: 2, Name: functionName, Type: "AWS::Lambda::Function", Edges: [fakeEdge(3, 1, 0.05, 0)] },
    { ReferenceId: 3, Name: "SSM", Names: ["SSM"], Type: "AWS::SSM", Edges: [] },
    { ReferenceId: 4, Name: "other", Type: "client", Edges: [fakeEdge(5, 7, 0.7, 0)] },
    { ReferenceId: 5, Name: "other", Root: true, Type: "AWS::Lambda", Edges: [] },
  ];
}

const fakeEdge = (ReferenceId: number, TotalCount: number, TotalResponseTime: number, faults: number): object => ({
  ReferenceId,
  SummaryStatistics: {
    OkCount: TotalCount - faults,
    ErrorStatistics: { ThrottleCount: 0, OtherCount: 0, TotalCount: 0 },
    FaultStatistics: { OtherCount: faults, TotalCount: faults },
    TotalCount,
    TotalResponseTime,
  },
});
