import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { CertificateAndKey } from "../../../tools/fakes/selfSignedCertificate.ts";
import { close, listen } from "../../../tools/lib/localServer.ts";

export interface ConnectProxyOptions {
  /** The local port to which every tunnel connects, for any requested host. */
  readonly port: number;
  /** The certificate of a proxy that is reached over TLS. */
  readonly tls?: CertificateAndKey;
}

/** An HTTP proxy on loopback that records its requests. It connects only to this machine. */
export class ConnectProxy {
  /** The hosts and ports of the tunnels, in order. */
  readonly tunnels: string[] = [];
  /** The URLs of requests without a tunnel, in order. */
  readonly requests: string[] = [];
  /** The `Proxy-Authorization` headers of tunnels and requests. */
  readonly authorizations: (string | undefined)[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #options: ConnectProxyOptions;

  constructor(options: ConnectProxyOptions) {
    this.#options = options;
    const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.#forward(incoming, outgoing);
    };
    this.#server = options.tls === undefined ? createServer(forward) : createTlsServer({ ...options.tls }, forward);
    this.#server.on("connect", (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
      this.tunnels.push(incoming.url ?? "");
      this.authorizations.push(incoming.headers["proxy-authorization"]);
      const upstream: Socket = connect(options.port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on("error", () => {
          client.destroy();
          upstream.destroy();
        });
      }
    });
  }

  /** Starts the proxy, and returns its address. */
  async start(): Promise<string> {
    const address = await listen(this.#server);
    return this.#options.tls === undefined ? address : address.replace("http:", "https:");
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    close(this.#server);
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.requests.push(incoming.url ?? "");
    this.authorizations.push(incoming.headers["proxy-authorization"]);
    const { method, headers, url = "" } = incoming;
    const { pathname } = new URL(url);
    const forwarded = request(
      { port: this.#options.port, host: "127.0.0.1", method, headers, path: pathname },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
      },
    );
    incoming.pipe(forwarded);
  }
}
