import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { close, forwardRequest, listen } from "../../../tools/lib/localServer.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { sendError } from "./faultingProxy.ts";
import { redirectService } from "./redirectService.ts";

export interface SsmCall {
  /** `PutParameter`, … */
  readonly action: string;
  /** The name of the parameter, or the listed path. */
  readonly name: string;
}

/** The handling of a call: forward it, forward it but drop the response, or respond with an error. */
export type CallHandling = "forward" | "drop response" | { readonly error: string };

/** A proxy between a deployment and the emulator's Parameter Store that decides how to handle each call. */
export class SsmProxy {
  onCall: (call: SsmCall) => CallHandling = () => "forward";
  /** The calls that were forwarded to the emulator, in order. */
  readonly forwarded: SsmCall[] = [];
  /** The largest number of concurrent PutParameter calls. */
  maxConcurrentWrites = 0;
  #writesInFlight = 0;
  #endRedirection: (() => Promise<void>) | undefined;
  readonly #run: LocalRun;
  readonly #server: Server = createServer((incoming, outgoing) => {
    void this.#respond(incoming, outgoing);
  });

  constructor(run: LocalRun) {
    this.#run = run;
  }

  /** Starts the proxy, and redirects engines that start from now on, and the local AWS provider, to it. */
  async start(): Promise<void> {
    this.#endRedirection = await redirectService(this.#run, "SSM", await listen(this.#server));
  }

  async stop(): Promise<void> {
    await this.#endRedirection?.();
    close(this.#server);
  }

  async #respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const [service, action = ""] = String(incoming.headers["x-amz-target"]).split(".");
    if (service !== "AmazonSSM") {
      forwardRequest(this.#run.emulator.url, incoming, body, outgoing);
      return;
    }
    const call = { action, name: parseName(body) };
    const handling = this.onCall(call);
    if (typeof handling === "object") {
      sendError(outgoing, 400, handling.error);
      return;
    }
    this.forwarded.push(call);
    if (action === "PutParameter") {
      this.maxConcurrentWrites = Math.max(this.maxConcurrentWrites, ++this.#writesInFlight);
      outgoing.once("close", () => this.#writesInFlight--);
    }
    if (handling === "forward") forwardRequest(this.#run.emulator.url, incoming, body, outgoing);
    else dropResponse(this.#run.emulator.url, incoming, body, outgoing);
  }
}

function parseName(body: Buffer): string {
  const { Name, ResourceId, ParameterFilters } = JSON.parse(body.toString()) as {
    readonly Name?: string;
    readonly ResourceId?: string;
    readonly ParameterFilters?: readonly { readonly Values: readonly string[] }[];
  };
  return Name ?? ResourceId ?? ParameterFilters?.[0]?.Values[0] ?? "";
}

/** Forwards a request, and resets the connection in place of the response. */
function dropResponse(
  endpoint: string,
  { method, url = "/", headers }: IncomingMessage,
  body: Buffer,
  to: ServerResponse,
) {
  const forwarded = request(new URL(url, endpoint), { method, headers }, (response) => {
    response.resume().once("end", () => to.socket?.resetAndDestroy());
  });
  forwarded.end(body);
}
