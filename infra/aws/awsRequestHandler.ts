import fs from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import type { SSMClientConfig } from "@aws-sdk/client-ssm";
import config from "@smithy/core/config";
import nodeHttpHandler from "@smithy/node-http-handler";
import httpProxyAgent from "http-proxy-agent";
import httpsProxyAgent from "https-proxy-agent";
import { environmentVariable, setting } from "./awsSetting.ts";
import type { AwsSettings } from "./awsSetting.ts";
import { proxies, proxyFor } from "./proxies.ts";
import { expandedPath, profileName, sharedFiles } from "./sharedFiles.ts";

type RequestHandler = Exclude<SSMClientConfig["requestHandler"], undefined>;
type NodeHttpHandler = nodeHttpHandler.NodeHttpHandler;
type HttpRequest = Parameters<NodeHttpHandler["handle"]>[0];

/** Certificates and the like; none of them leaves it to Node.js. */
interface TlsOptions {
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
}

const CONNECTION_TIMEOUT_MS = 30_000;

/** As the SDK has it. */
const CONNECTIONS = { keepAlive: true, maxSockets: 50 };

/**
 * Returns a request handler for AWS clients that goes through the same proxies and trusts the same certificates as the
 * AWS provider. The SDK for JavaScript reads neither HTTPS_PROXY nor AWS_CA_BUNDLE by itself.
 */
export function awsRequestHandler(get: AwsSettings): RequestHandler {
  const handlers = new Map<string | undefined, NodeHttpHandler>();
  let tls: Promise<TlsOptions> | undefined;

  const handlerFor = async (request: HttpRequest): Promise<NodeHttpHandler> => {
    const proxy = proxyFor(request, proxies(get));
    const options = await (tls ??= tlsOptions(get));
    const handler = handlers.get(proxy) ?? newHandler(proxy, options);
    handlers.set(proxy, handler);
    return handler;
  };
  return {
    metadata: { handlerProtocol: "http/1.1" },
    handle: async (request: HttpRequest, options?: Parameters<NodeHttpHandler["handle"]>[1]) =>
      (await handlerFor(request)).handle(request, options),
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => {
      for (const handler of handlers.values()) handler.destroy();
    },
  };
}

function newHandler(proxy: string | undefined, tls: TlsOptions): NodeHttpHandler {
  if (proxy === undefined) {
    return new nodeHttpHandler.NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      httpAgent: new http.Agent(CONNECTIONS),
      httpsAgent: new https.Agent({ ...CONNECTIONS, ...tls }),
    });
  }
  // What is given here is for the connection to the proxy, and what is set afterwards for the one through it. Unless it
  // is told that this one is secure, the agent finds no tunnel again that it has kept.
  const tunnels = new httpsProxyAgent.HttpsProxyAgent(proxy, { ...CONNECTIONS, ...tls });
  Object.assign(tunnels.options, tls, { secureEndpoint: true });
  return new nodeHttpHandler.NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    httpAgent: new httpProxyAgent.HttpProxyAgent(proxy, { ...CONNECTIONS, ...tls }),
    httpsAgent: tunnels,
  });
}

async function tlsOptions(get: AwsSettings): Promise<TlsOptions> {
  const file = setting(get, "customCaBundle") ?? environmentVariable("AWS_CA_BUNDLE") ?? (await profileCaBundle(get));
  const insecure = get("insecure") === "true" ? { rejectUnauthorized: false } : {};
  return file === undefined || file === "" ? insecure : { ca: await caBundle(expandedPath(file)), ...insecure };
}

/** Returns `ca_bundle` of the profile. */
async function profileCaBundle(get: AwsSettings): Promise<string | undefined> {
  const { configFile } = await config.loadSharedConfigFiles({ ...sharedFiles(get) });
  return configFile[profileName(get) ?? "default"]?.["ca_bundle"];
}

async function caBundle(file: string): Promise<string> {
  const certificates = await fs.readFile(file, "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new Error(`the CA bundle ${file} cannot be read (${code})`);
  });
  if (certificates.includes("-----BEGIN CERTIFICATE-----")) return certificates;
  throw new Error(`the CA bundle ${file} has no certificate in PEM format`);
}
