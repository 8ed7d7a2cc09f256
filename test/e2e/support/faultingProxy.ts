import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { close, forwardRequest, listen } from "../../../tools/lib/localServer.ts";

/** What a request meets in place of the endpoint. */
export type ProxyFault = "serverError" | "throttled" | "reset" | "silence";

const FAULTS: Readonly<Record<ProxyFault, (response: ServerResponse) => void>> = {
  serverError: (response) => {
    refuse(response, 500, "InternalServerError");
  },
  throttled: (response) => {
    refuse(response, 400, "ThrottlingException");
  },
  reset: (response) => response.socket?.resetAndDestroy(),
  silence: () => undefined,
};

/** Stands before an AWS endpoint, passes everything on, and fails on demand. */
export class FaultingProxy {
  fault: ProxyFault | undefined;
  /** The requests that met a fault. */
  faults = 0;
  readonly #server: Server;

  constructor(endpoint: string) {
    this.#server = createServer((incoming, outgoing) => {
      void (async () => {
        const body = await buffer(incoming);
        if (this.fault !== undefined) {
          this.faults += 1;
          FAULTS[this.fault](outgoing);
          return;
        }
        forwardRequest(endpoint, incoming, body, outgoing);
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

function refuse(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify({ __type: error, message: "Refused by the test." }));
}
