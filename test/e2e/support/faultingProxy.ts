import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { close, forwardRequest, listen } from "../../../tools/lib/localServer.ts";

/** A fault that replaces the emulator's response. */
export type ProxyFault = "serverError" | "throttled" | "denied" | "reset" | "silence";

const FAULTS: Readonly<Record<ProxyFault, (response: ServerResponse) => void>> = {
  serverError: (response) => {
    sendError(response, 500, "InternalServerError");
  },
  throttled: (response) => {
    sendError(response, 400, "ThrottlingException");
  },
  denied: (response) => {
    sendError(response, 403, "AccessDeniedException");
  },
  reset: (response) => response.socket?.resetAndDestroy(),
  silence: () => undefined,
};

/** A proxy in front of the emulator that forwards every request, except while `fault` is set. */
export class FaultingProxy {
  fault: ProxyFault | undefined;
  /** Whether the fault applies to a request. Default: to all. */
  isAffected: (request: IncomingMessage) => boolean = () => true;
  /** The number of requests that met a fault. */
  faults = 0;
  /** The requests that met a fault and have no response. */
  readonly #pending = new Set<ServerResponse>();
  readonly #server: Server;

  constructor(endpoint: string) {
    this.#server = createServer((incoming, outgoing) => {
      void (async () => {
        const body = await buffer(incoming);
        if (this.fault !== undefined && this.isAffected(incoming)) {
          this.faults += 1;
          this.#pending.add(outgoing.once("close", () => this.#pending.delete(outgoing)));
          FAULTS[this.fault](outgoing);
          return;
        }
        forwardRequest(endpoint, incoming, body, outgoing);
      })();
    });
  }

  /** Resets the connections of the requests that met "silence". */
  dropSilentRequests(): void {
    for (const response of this.#pending) response.socket?.resetAndDestroy();
  }

  start(): Promise<string> {
    return listen(this.#server);
  }

  stop(): void {
    close(this.#server);
  }
}

/** Sends an error response of an AWS JSON protocol. */
export function sendError(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify({ __type: type, message: "Rejected by the test." }));
}
