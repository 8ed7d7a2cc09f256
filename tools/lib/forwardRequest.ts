import { request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Sends a request whose body has been read on to an endpoint, and its answer back; 502 where there is none. */
export function forwardRequest(
  endpoint: string,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): void {
  const { method = "GET", url = "/", headers } = incoming;
  const passed = request(new URL(url, endpoint), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on("error", () => {
    outgoing.writeHead(502).end();
  });
  passed.end(body);
}
