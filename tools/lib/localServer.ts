import { request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Starts a server on a free port of the loopback interface, and returns its URL. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Closes a server and its open connections. */
export function close(server: Server): void {
  server.close();
  server.closeAllConnections();
}

/** Forwards a request, whose body has been read, to another server, and its response back. Responds with 502 on failure. */
export function forwardRequest(
  endpoint: string,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): void {
  const { method = "GET", url = "/", headers } = incoming;
  const forwarded = request(new URL(url, endpoint), { method, headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  forwarded.on("error", () => {
    outgoing.writeHead(502).end();
  });
  forwarded.end(body);
}
