import { createServer } from "node:http";
import type { Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { close, forwardRequest, listen } from "../../../tools/lib/localServer.ts";

/** A proxy in front of the emulator that forwards every request, and records which access keys sign which actions. */
export class SigningProxy {
  /** Access keys by action, such as `PutParameter`. Only services with a JSON protocol have actions here. */
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
