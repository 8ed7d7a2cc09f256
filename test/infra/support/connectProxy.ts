import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { CertificateAndKey } from "../../../tools/fakes/selfSignedCertificate.ts";
import { close, listen } from "../../../tools/lib/localServer.ts";

export interface ConnectProxyOptions {
  /** The port on this machine to which every tunnel leads, whatever host is asked for. */
  readonly port: number;
  /** The proxy is reached by TLS, with this certificate. */
  readonly tls?: CertificateAndKey;
}

/** An HTTP proxy on loopback that counts what goes through it. There is no network behind it. */
export class ConnectProxy {
  /** Hosts and ports of the tunnels, in order. */
  readonly tunnels: string[] = [];
  /** Addresses of plain requests, in order. */
  readonly requests: string[] = [];
  /** The `Proxy-Authorization` of each of both. */
  readonly authorizations: (string | undefined)[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #options: ConnectProxyOptions;

  constructor(options: ConnectProxyOptions) {
    this.#options = options;
    const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.#pass(incoming, outgoing);
    };
    this.#server = options.tls === undefined ? createServer(pass) : createTlsServer({ ...options.tls }, pass);
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

  /** @returns its address, with the scheme that it has */
  async start(): Promise<string> {
    const address = await listen(this.#server);
    return this.#options.tls === undefined ? address : address.replace("http:", "https:");
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    close(this.#server);
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.requests.push(incoming.url ?? "");
    this.authorizations.push(incoming.headers["proxy-authorization"]);
    const { method, headers, url = "" } = incoming;
    const { pathname } = new URL(url);
    const passed = request(
      { port: this.#options.port, host: "127.0.0.1", method, headers, path: pathname },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(passed);
  }
}
