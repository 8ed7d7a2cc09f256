import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { FaultyStore } from "../fakes/faultyStore.ts";
import { createSelfSignedCertificate } from "../fakes/selfSignedCertificate.ts";
import type { SsmRequest } from "../fakes/ssmServer.ts";
import { close, listen } from "../lib/localServer.ts";
import { PARAMETERS_PER_CALL } from "../lib/parameterStoreRules.ts";
import { functionVariables } from "./environmentVariables.ts";
import { benchSections } from "./putParameters.ts";

/** The time that a call takes in Parameter Store, without the network and the client. */
export const CALL_MS = 20;

/** A fake of Parameter Store for one benchmark. */
export interface BenchStore {
  readonly url: string;
  /** The environment variables with which clients in Node.js and Python trust its certificate. */
  readonly trust: Readonly<Record<string, string>>;
  stop(): void;
}

/**
 * Starts a Parameter Store that has the functions' parameters for each of these numbers of them.
 *
 * @param protocol HTTPS, as Parameter Store has it, or HTTP
 */
export async function startParameterStore(numbers: readonly number[], protocol: "http" | "https"): Promise<BenchStore> {
  const stores = new Map(
    numbers.map((parameters) => {
      const prefix = pathOf(parameters);
      const stored = Object.entries(benchSections(parameters)).map(([section, values], index) => ({
        Name: `${prefix}/${section}`,
        Type: index % 2 === 0 ? ("String" as const) : ("SecureString" as const),
        Value: JSON.stringify(values),
        Version: 1,
      }));
      return [prefix, new FaultyStore(stored)];
    }),
  );
  const certificate = createSelfSignedCertificate(["127.0.0.1"]);
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    void json(request).then(async (body) => {
      const { Path, Names: [name = ""] = [] } = body as SsmRequest;
      // middy's path ends with a slash.
      const store = stores.get(Path?.replace(/\/$/, "") ?? name.slice(0, name.lastIndexOf("/")));
      await setTimeout(CALL_MS);
      response.end(JSON.stringify(store?.respond(body as SsmRequest, { pageSize: PARAMETERS_PER_CALL }).body));
    });
  };
  const server = protocol === "https" ? createTlsServer({ ...certificate }, serve) : createServer(serve);
  const directory = mkdtempSync(path.join(tmpdir(), "parameter-store-"));
  const file = path.join(directory, "certificate.pem");
  writeFileSync(file, certificate.cert);
  const url = await listen(server);
  return {
    url: url.replace("http:", `${protocol}:`),
    trust: { NODE_EXTRA_CA_CERTS: file, AWS_CA_BUNDLE: file },
    stop: () => {
      close(server);
      rmSync(directory, { recursive: true });
    },
  };
}

const pathOf = (parameters: number): string => {
  const { ENV = "", APP_CONFIG_PATH = "" } = functionVariables(parameters);
  return `/${ENV}/${APP_CONFIG_PATH}`;
};
