import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { close, forwardRequest, listen } from "../../../tools/lib/localServer.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { startLocalProvider } from "../../../tools/local-provider/startLocalProvider.ts";
import type { RunningLocalProvider } from "../../../tools/local-provider/startLocalProvider.ts";

export interface SsmCall {
  /** `PutParameter`, … */
  readonly action: string;
  /** The parameter's name, or the path that is listed. */
  readonly name: string;
}

/** What happens to a call: an error in place of AWS's response, or a response that never arrives. */
export type Fate = "passes" | "loses its response" | { readonly error: string };

/** Stands in front of the emulator for everything that a deployment sends to Parameter Store, and decides over each call. */
export class SsmProxy {
  fate: (call: SsmCall) => Fate = () => "passes";
  /** The calls that reached the emulator, in order. */
  readonly passed: SsmCall[] = [];
  /** The most PutParameter calls that were under way at once. */
  mostWritesAtOnce = 0;
  #writes = 0;
  #provider: RunningLocalProvider | undefined;
  readonly #before: Readonly<Record<string, string | undefined>> = {
    AWS_ENDPOINT_URL_SSM: process.env["AWS_ENDPOINT_URL_SSM"],
    PULUMI_DEBUG_PROVIDERS: process.env["PULUMI_DEBUG_PROVIDERS"],
  };
  readonly #run: LocalRun;
  readonly #server: Server = createServer((incoming, outgoing) => {
    void this.#answer(incoming, outgoing);
  });

  constructor(run: LocalRun) {
    this.#run = run;
  }

  /** From now on engines that are started here, and the local AWS provider, find Parameter Store behind the proxy. */
  async start(): Promise<void> {
    const url = await listen(this.#server);
    process.env["AWS_ENDPOINT_URL_SSM"] = url;
    if (this.#run.provider === "aws") return;
    this.#provider = await startLocalProvider({ endpoint: url, credentials: this.#run.credentials });
    process.env["PULUMI_DEBUG_PROVIDERS"] = `aws:${this.#provider.port}`;
  }

  async stop(): Promise<void> {
    for (const [name, value] of Object.entries(this.#before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await this.#provider?.stop();
    close(this.#server);
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const [service, action = ""] = String(incoming.headers["x-amz-target"]).split(".");
    if (service !== "AmazonSSM") {
      forwardRequest(this.#run.emulator.url, incoming, body, outgoing);
      return;
    }
    const call = { action, name: nameIn(body) };
    const fate = this.fate(call);
    if (typeof fate === "object") {
      outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
      outgoing.end(JSON.stringify({ __type: fate.error, message: "Refused by the test." }));
      return;
    }
    this.passed.push(call);
    if (action === "PutParameter") {
      this.mostWritesAtOnce = Math.max(this.mostWritesAtOnce, ++this.#writes);
      outgoing.once("close", () => this.#writes--);
    }
    if (fate === "passes") forwardRequest(this.#run.emulator.url, incoming, body, outgoing);
    else loseResponse(this.#run.emulator.url, incoming, body, outgoing);
  }
}

function nameIn(body: Buffer): string {
  const { Name, ResourceId, ParameterFilters } = JSON.parse(body.toString()) as {
    readonly Name?: string;
    readonly ResourceId?: string;
    readonly ParameterFilters?: readonly { readonly Values: readonly string[] }[];
  };
  return Name ?? ResourceId ?? ParameterFilters?.[0]?.Values[0] ?? "";
}

/** AWS does what it is asked, and the connection breaks before it can say so. */
function loseResponse(
  endpoint: string,
  { method, url = "/", headers }: IncomingMessage,
  body: Buffer,
  to: ServerResponse,
) {
  const passed = request(new URL(url, endpoint), { method, headers }, (response) => {
    response.resume().once("end", () => to.socket?.resetAndDestroy());
  });
  passed.end(body);
}
