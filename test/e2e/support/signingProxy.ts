import { createServer } from "node:http";
import type { Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { close, forwardRequest, listen } from "../../../tools/lib/localServer.ts";

/** Stands before an AWS endpoint, passes everything on, and notes whose access key signs which action. */
export class SigningProxy {
  /** `PutParameter`, for services that speak JSON, to access keys. */
  readonly signers = new Map<string, Set<string>>();
  readonly #server: Server;

  constructor(endpoint: string) {
    this.#server = createServer((incoming, outgoing) => {
      const { authorization = "", "x-amz-target": target } = incoming.headers;
      const action = String(target).split(".").at(-1) ?? "";
      const [, accessKey = ""] = /Credential=([^/]+)\//.exec(authorization) ?? [];
      this.signers.set(action, (this.signers.get(action) ?? new Set<string>()).add(accessKey));
      void buffer(incoming).then((body) => {
        forwardRequest(endpoint, incoming, body, outgoing);
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
