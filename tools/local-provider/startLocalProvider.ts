import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { awsClients } from "./awsClients.ts";
import type { AccessKey, AwsClients } from "./awsClients.ts";
import { LocalAwsProvider } from "./localAwsProvider.ts";
import { defaultTagsOf, ignoresTagOf, regionOf } from "./providerConfig.ts";
import { providerService } from "./providerService.ts";

export interface LocalProviderOptions {
  /** The endpoint URL of the emulator, such as http://127.0.0.1:4566. */
  readonly endpoint: string;
  /** The access key of the deployer. */
  readonly credentials: AccessKey;
}

/** A running provider. */
export interface RunningLocalProvider {
  /** The port for `PULUMI_DEBUG_PROVIDERS=aws:<port>` in the environment of the engine. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts the local AWS provider for Pulumi engines on this machine. Several engines can use it at the same time if their
 * stacks have the same region, default tags and ignored tags, because each engine configures the whole server.
 */
export async function startLocalProvider({
  endpoint,
  credentials,
}: LocalProviderOptions): Promise<RunningLocalProvider> {
  let current: { region: string; clients: AwsClients } | undefined;
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(
    ResourceProviderService,
    providerService((config) => {
      const region = regionOf(config);
      current ??= { region, clients: awsClients(endpoint, region, credentials) };
      if (current.region === region) {
        return new LocalAwsProvider(current.clients, region, defaultTagsOf(config), ignoresTagOf(config));
      }
      throw new Error(
        `this local AWS provider supports only ${current.region} (got aws:region ${region}). Start one provider per region.`,
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
