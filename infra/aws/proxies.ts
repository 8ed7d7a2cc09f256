import net from "node:net";
import { environmentVariable, readSetting } from "./awsSettings.ts";
import type { AwsSettings } from "./awsSettings.ts";

/** The addresses of the proxies, and the hosts that are reached without one, in the format of NO_PROXY. */
export interface Proxies {
  readonly http: string | undefined;
  readonly https: string | undefined;
  readonly except: string;
}

/** The part of a request that determines its proxy. */
export interface Target {
  /** `https:` or `http:` */
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
}

/**
 * Returns the proxies of the AWS provider. Its settings take precedence over the environment. If there is no proxy for
 * HTTPS, its `httpProxy` applies to HTTPS too. An empty string disables a proxy of the environment.
 *
 * @see https://github.com/hashicorp/aws-sdk-go-base/blob/main/internal/config/config.go
 */
export function readProxies(get: AwsSettings): Proxies {
  const [http, https] = [get("httpProxy"), get("httpsProxy")];
  return {
    http: http ?? environment("HTTP_PROXY"),
    https: https ?? environment("HTTPS_PROXY") ?? http,
    except: readSetting(get, "noProxy") ?? environment("NO_PROXY") ?? "",
  };
}

/** Returns a variable of the environment. As in Go, upper case takes precedence over lower case. */
const environment = (name: string): string | undefined => environmentVariable(name, name.toLowerCase());

/**
 * Returns the proxy for a request, or undefined if the request goes directly to the host. NO_PROXY follows the rules of
 * Go, because the AWS provider is written in Go. Requests to this machine never use a proxy.
 *
 * @throws if the proxy's address is not valid; the error does not quote it, because it may contain a password
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function proxyFor({ protocol, hostname, port }: Target, { http, https, except }: Proxies): string | undefined {
  const proxy = protocol === "https:" ? https : http;
  if (proxy === undefined || proxy === "") return undefined;
  const host = hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const hostPort = String(port ?? (protocol === "https:" ? 443 : 80));
  const direct = isThisMachine(host) || except.split(",").some((entry) => covers(entry.trim(), host, hostPort));
  return direct ? undefined : proxyAddress(proxy, protocol === "https:" ? "HTTPS" : "HTTP");
}

const isThisMachine = (host: string): boolean =>
  host === "localhost" || host === "::1" || (net.isIPv4(host) && host.startsWith("127."));

/** Returns whether an entry of NO_PROXY covers a host. It is `*`, an address, a network or a domain, and may have a port. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const network = /^([\da-fA-F:.]+)\/(\d{1,3})$/.exec(entry);
  if (network !== null) return isIn(network[1] ?? "", Number(network[2]), host);
  const bare = net.isIPv6(entry);
  const [, bracketed, named, entryPort] = bare
    ? ["", entry]
    : (/^(?:\[(.*)\](?=:)|([^:]*))(?::(.*))?$/.exec(entry) ?? []);
  if (entryPort !== undefined && entryPort !== port) return false;
  const name = (bracketed ?? named ?? "").toLowerCase().replace(/^\*\./, ".");
  if (name === "") return false;
  if (net.isIP(name) !== 0) return isIn(name, net.isIPv6(name) ? 128 : 32, host);
  return name.startsWith(".") ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

function isIn(address: string, prefix: number, host: string): boolean {
  const [family, hostFamily] = [net.isIP(address), net.isIP(host)];
  if (family === 0 || family !== hostFamily || prefix > (family === 6 ? 128 : 32)) return false;
  const network = new net.BlockList();
  const type = family === 6 ? "ipv6" : "ipv4";
  network.addSubnet(address, prefix, type);
  return network.check(host, type);
}

function proxyAddress(proxy: string, kind: "HTTPS" | "HTTP"): string {
  const address = /^[a-z][\w+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  if (!URL.canParse(address)) {
    throw new Error(`the ${kind} proxy's address must be a URL, such as http://proxy.example.com:8080`);
  }
  const { protocol } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") {
    throw new Error(`the ${kind} proxy must use http:// or https:// (got ${protocol}//)`);
  }
  return address;
}
