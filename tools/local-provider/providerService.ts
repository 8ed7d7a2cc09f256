import * as grpc from "@grpc/grpc-js";
import awsPackage from "@pulumi/aws/package.json" with { type: "json" };
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Difference } from "./difference.ts";
import type { LocalAwsProvider } from "./localAwsProvider.ts";
import type { Properties } from "./properties.ts";
import { changedSettings, checkConfig } from "./providerConfig.ts";

const read = (message: struct.Struct | undefined): Properties => message?.toJavaScript() ?? {};
const write = (properties: Properties): struct.Struct => struct.Struct.fromJavaScript(properties);

/**
 * Creates the gRPC service through which the engine calls the provider. The server of the Pulumi SDK passes no provider
 * config and does not support previews. Secrets are not accepted: the engine sends them unwrapped, and marks the outputs.
 */
export function providerService(
  configure: (config: Properties) => LocalAwsProvider,
): grpc.UntypedServiceImplementation {
  let configured: LocalAwsProvider | undefined;
  const aws = (): LocalAwsProvider => {
    if (configured === undefined) throw new Error("the local AWS provider is not configured");
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
      return toCheckResponse(config, checkConfig(config));
    }),
    // The engine configures the provider with the settings in its state unless this reports a change.
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
      return toCheckResponse(inputs, failures);
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
        ? aws().previewUpdate(urn, state, inputs)
        : await aws().update(urn, request.getId(), state, inputs);
      return new messages.UpdateResponse().setProperties(write(outputs));
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await aws().delete(request.getUrn(), request.getId(), read(request.getProperties()));
      return new empty.Empty();
    }),
  };
}

/** Creates a gRPC handler. The engine receives the message of an error. */
function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return ({ request }, respond) => {
    (async () => handle(request))().then(
      (response) => {
        respond(null, response);
      },
      (error: unknown) => {
        respond({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
      },
    );
  };
}

/** Returns a check response. The engine prints the value of a property that a failure names, so the reason names it. */
function toCheckResponse(inputs: Properties, failures: readonly string[]): messages.CheckResponse {
  return new messages.CheckResponse()
    .setInputs(write(inputs))
    .setFailuresList(failures.map((reason) => new messages.CheckFailure().setReason(reason)));
}

/** Converts a difference to the engine's message, with details of each property for `pulumi preview --diff`. */
function toDiffResponse(
  { changed, replaces, deleteBeforeReplace }: Difference,
  state: Properties,
  inputs: Properties,
): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...changed])
    .setReplacesList([...replaces])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const property of changed) {
    const kind = changeKind(property in state, property in inputs, replaces.includes(property));
    response.getDetaileddiffMap().set(property, new messages.PropertyDiff().setKind(kind));
  }
  return response;
}

function changeKind(before: boolean, after: boolean, replaces: boolean): messages.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  if (!before) return replaces ? ADD_REPLACE : ADD;
  if (!after) return replaces ? DELETE_REPLACE : DELETE;
  return replaces ? UPDATE_REPLACE : UPDATE;
}
