import * as grpc from "@grpc/grpc-js";
import awsPackage from "@pulumi/aws/package.json" with { type: "json" };
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { LocalAwsProvider } from "./localAwsProvider.ts";
import type { Properties } from "./properties.ts";
import { changedSettings, checkConfig } from "./providerConfig.ts";
import { toDiffResponse } from "./toDiffResponse.ts";

const read = (message: struct.Struct | undefined): Properties => message?.toJavaScript() ?? {};
const write = (properties: Properties): struct.Struct => struct.Struct.fromJavaScript(properties);

/**
 * The provider as the engine's gRPC service. The SDK's own server for providers would hear nothing of the provider's
 * configuration, and without `supportsPreview` every output of an updated resource is unknown in a preview. Secrets
 * are not accepted: the engine unwraps them on the way here and marks them again on the way back.
 */
export function providerService(
  configure: (config: Properties) => LocalAwsProvider,
): grpc.UntypedServiceImplementation {
  let configured: LocalAwsProvider | undefined;
  const aws = (): LocalAwsProvider => {
    if (configured === undefined) throw new Error("the local AWS provider has not been configured");
    return configured;
  };
  const nothing = unary(() => new empty.Empty());
  return {
    attach: nothing,
    cancel: nothing,
    getPluginInfo: unary(() => new pluginMessages.PluginInfo().setVersion(awsPackage.version)),
    getSchema: unary(() =>
      new messages.GetSchemaResponse().setSchema(JSON.stringify({ name: "aws", version: awsPackage.version })),
    ),
    checkConfig: unary((request: messages.CheckRequest) => {
      const config = read(request.getNews());
      return checked(config, checkConfig(config));
    }),
    // The engine configures with the settings in its state unless it hears that they changed.
    diffConfig: unary((request: messages.DiffRequest) => {
      const [state, inputs] = [read(request.getOldInputs()), read(request.getNews())];
      const changed = changedSettings(state, inputs);
      return toDiffResponse({ changed, replaces: [], deleteBeforeReplace: false }, state, inputs);
    }),
    configure: unary((request: messages.ConfigureRequest) => {
      configured = configure(read(request.getArgs()));
      return new messages.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(false);
    }),
    invoke: unary(async (request: messages.InvokeRequest) =>
      new messages.InvokeResponse().setReturn(write(await aws().invoke(request.getTok(), read(request.getArgs())))),
    ),
    check: unary((request: messages.CheckRequest) => {
      const { inputs, failures } = aws().check(request.getUrn(), read(request.getOlds()), read(request.getNews()));
      return checked(inputs, failures);
    }),
    diff: unary((request: messages.DiffRequest) => {
      const [state, inputs] = [read(request.getOlds()), read(request.getNews())];
      const difference = aws().diff(request.getUrn(), state, inputs, request.getIgnorechangesList());
      return toDiffResponse(difference, state, inputs);
    }),
    create: unary(async (request: messages.CreateRequest) => {
      const [urn, inputs] = [request.getUrn(), read(request.getProperties())];
      const response = new messages.CreateResponse();
      if (request.getPreview()) return response.setProperties(write(aws().previewCreate(urn, inputs)));
      const { id, outputs } = await aws().create(urn, inputs);
      return response.setId(id).setProperties(write(outputs));
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const outputs = await aws().read(request.getUrn(), request.getId(), read(request.getProperties()));
      const response = new messages.ReadResponse();
      if (outputs === undefined) return response;
      return response.setId(request.getId()).setProperties(write(outputs)).setInputs(request.getInputs());
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const [urn, state, inputs] = [request.getUrn(), read(request.getOlds()), read(request.getNews())];
      const outputs = request.getPreview()
        ? aws().foreseeUpdate(urn, state, inputs)
        : await aws().update(urn, request.getId(), state, inputs);
      return new messages.UpdateResponse().setProperties(write(outputs));
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await aws().delete(request.getUrn(), request.getId(), read(request.getProperties()));
      return new empty.Empty();
    }),
  };
}

/** A gRPC handler whose failures reach the engine as their message. */
function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return ({ request }, respond) => {
    (async () => answer(request))().then(
      (response) => {
        respond(null, response);
      },
      (error: unknown) => {
        respond({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
      },
    );
  };
}

/** The failures name their property themselves: the engine would print the value of one that is named apart. */
function checked(inputs: Properties, failures: readonly string[]): messages.CheckResponse {
  return new messages.CheckResponse()
    .setInputs(write(inputs))
    .setFailuresList(failures.map((reason) => new messages.CheckFailure().setReason(reason)));
}
