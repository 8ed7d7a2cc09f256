import fs from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import type { SSMClientConfig } from "@aws-sdk/client-ssm";
import config from "@smithy/core/config";
import nodeHttpHandler from "@smithy/node-http-handler";
import httpProxyAgent from "http-proxy-agent";
import httpsProxyAgent from "https-proxy-agent";
import { environmentVariable, expandPath, profileName, readSetting, sharedFiles } from "./awsSettings.ts";
import type { AwsSettings } from "./awsSettings.ts";
import { readProxies, proxyFor } from "./proxies.ts";

type RequestHandler = Exclude<SSMClientConfig["requestHandler"], undefined>;
type NodeHttpHandler = nodeHttpHandler.NodeHttpHandler;
type HttpRequest = Parameters<NodeHttpHandler["handle"]>[0];

/** The TLS options of a connection. What is not set has the default of Node.js. */
interface TlsOptions {
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
}

const CONNECTION_TIMEOUT_MS = 30_000;

/** The SDK's defaults. */
const CONNECTIONS = { keepAlive: true, maxSockets: 50 };

/**
 * Returns a request handler for AWS clients that uses the proxies and the CA bundle of the AWS provider. The SDK for
 * JavaScript reads neither HTTPS_PROXY nor AWS_CA_BUNDLE.
 */
export function awsRequestHandler(get: AwsSettings): RequestHandler {
  const handlers = new Map<string | undefined, NodeHttpHandler>();
  let tls: Promise<TlsOptions> | undefined;

  const handlerFor = async (request: HttpRequest): Promise<NodeHttpHandler> => {
    const proxy = proxyFor(request, readProxies(get));
    const options = await (tls ??= tlsOptions(get));
    const handler = handlers.get(proxy) ?? createHandler(proxy, options);
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

function createHandler(proxy: string | undefined, tls: TlsOptions): NodeHttpHandler {
  if (proxy === undefined) {
    return new nodeHttpHandler.NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      httpAgent: new http.Agent(CONNECTIONS),
      httpsAgent: new https.Agent({ ...CONNECTIONS, ...tls }),
    });
  }
  // The options here apply to the connection to the proxy, and those set below to the connection through it. Without
  // `secureEndpoint`, the agent does not find its idle tunnels.
  const tunnels = new httpsProxyAgent.HttpsProxyAgent(proxy, { ...CONNECTIONS, ...tls });
  Object.assign(tunnels.options, tls, { secureEndpoint: true });
  return new nodeHttpHandler.NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    httpAgent: new httpProxyAgent.HttpProxyAgent(proxy, { ...CONNECTIONS, ...tls }),
    httpsAgent: tunnels,
  });
}

async function tlsOptions(get: AwsSettings): Promise<TlsOptions> {
  const file =
    readSetting(get, "customCaBundle") ?? environmentVariable("AWS_CA_BUNDLE") ?? (await profileCaBundle(get));
  const insecure = get("insecure") === "true" ? { rejectUnauthorized: false } : {};
  return file === undefined || file === "" ? insecure : { ca: await readCaBundle(expandPath(file)), ...insecure };
}

/** Returns the `ca_bundle` of the profile. */
async function profileCaBundle(get: AwsSettings): Promise<string | undefined> {
  const { configFile } = await config.loadSharedConfigFiles({ ...sharedFiles(get) });
  return configFile[profileName(get) ?? "default"]?.["ca_bundle"];
}

async function readCaBundle(file: string): Promise<string> {
  const certificates = await fs.readFile(file, "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new Error(`the CA bundle ${file} cannot be read (${code}): check aws:customCaBundle and AWS_CA_BUNDLE`);
  });
  if (certificates.includes("-----BEGIN CERTIFICATE-----")) return certificates;
  throw new Error(`the CA bundle ${file} must contain a PEM certificate`);
}
