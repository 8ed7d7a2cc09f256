import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { close, forwardRequest, listen } from "../../../tools/lib/localServer.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { startLocalProvider } from "../../../tools/local-provider/startLocalProvider.ts";
import type { RunningLocalProvider } from "../../../tools/local-provider/startLocalProvider.ts";
import { sendError } from "./faultingProxy.ts";

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
  #provider: RunningLocalProvider | undefined;
  readonly #originalVariables: Readonly<Record<string, string | undefined>> = {
    AWS_ENDPOINT_URL_SSM: process.env["AWS_ENDPOINT_URL_SSM"],
    PULUMI_DEBUG_PROVIDERS: process.env["PULUMI_DEBUG_PROVIDERS"],
  };
  readonly #run: LocalRun;
  readonly #server: Server = createServer((incoming, outgoing) => {
    void this.#respond(incoming, outgoing);
  });

  constructor(run: LocalRun) {
    this.#run = run;
  }

  /** Starts the proxy, and redirects engines that start from now on, and the local AWS provider, to it. */
  async start(): Promise<void> {
    const url = await listen(this.#server);
    process.env["AWS_ENDPOINT_URL_SSM"] = url;
    if (this.#run.provider === "aws") return;
    this.#provider = await startLocalProvider({ endpoint: url, credentials: this.#run.credentials });
    process.env["PULUMI_DEBUG_PROVIDERS"] = `aws:${this.#provider.port}`;
  }

  async stop(): Promise<void> {
    for (const [name, value] of Object.entries(this.#originalVariables)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await this.#provider?.stop();
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
