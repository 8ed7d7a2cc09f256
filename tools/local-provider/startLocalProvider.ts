import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { awsClients } from "./awsClients.ts";
import type { AccessKey } from "./awsClients.ts";
import type { AwsClients } from "./awsClients.ts";
import { LocalAwsProvider } from "./localAwsProvider.ts";
import { defaultTagsOf, ignoresTagOf, regionOf } from "./providerConfig.ts";
import { providerService } from "./providerService.ts";

export interface LocalProviderOptions {
  /** The address of the AWS endpoint, such as http://127.0.0.1:4566. */
  readonly endpoint: string;
  /** Of the principal that deploys. */
  readonly credentials: AccessKey;
}

export interface RunningLocalProvider {
  /** For the engine's environment: `PULUMI_DEBUG_PROVIDERS=aws:<port>`. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves a small AWS provider to Pulumi engines on this machine. Several stacks and engines may attach at once as long
 * as they are in one region and have the same default and ignored tags: an engine configures the whole server. Start one provider
 * per region.
 */
export async function startLocalProvider({
  endpoint,
  credentials,
}: LocalProviderOptions): Promise<RunningLocalProvider> {
  let served: { region: string; clients: AwsClients } | undefined;
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(
    ResourceProviderService,
    providerService((config) => {
      const region = regionOf(config);
      served ??= { region, clients: awsClients(endpoint, region, credentials) };
      if (served.region === region) {
        return new LocalAwsProvider(served.clients, region, defaultTagsOf(config), ignoresTagOf(config));
      }
      throw new Error(
        `this local AWS provider serves ${served.region}; got aws:region ${region}. Start one provider per region.`,
      );
    }),
  );
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
  return {
    port,
    stop: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}
