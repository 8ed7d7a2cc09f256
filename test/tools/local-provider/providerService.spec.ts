import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { startLocalProvider } from "../../../tools/local-provider/startLocalProvider.ts";
import type { RunningLocalProvider } from "../../../tools/local-provider/startLocalProvider.ts";

const ROLE = "urn:pulumi:dev::project::aws:iam/role:Role::role";
const write = (properties: Record<string, JavaScriptValue>) => struct.Struct.fromJavaScript(properties);

describe("gRPC service of the local AWS provider", () => {
  let running: RunningLocalProvider;
  let client: ResourceProviderClient;

  beforeEach(async () => {
    running = await startLocalProvider({
      endpoint: "http://127.0.0.1:1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    client = new ResourceProviderClient(`127.0.0.1:${running.port}`, grpc.credentials.createInsecure());
  });
  afterEach(async () => {
    client.close();
    await running.stop();
  });

  const call = <T>(method: (done: (error: grpc.ServiceError | null, response: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      method((error, response) => {
        if (error) reject(new Error(error.details));
        else resolve(response);
      });
    });
  const configure = (config: Record<string, JavaScriptValue>) =>
    call<messages.ConfigureResponse>((done) =>
      client.configure(new messages.ConfigureRequest().setArgs(write(config)), done),
    );
  const diff = (state: Record<string, JavaScriptValue>, inputs: Record<string, JavaScriptValue>) =>
    call<messages.DiffResponse>((done) =>
      client.diff(new messages.DiffRequest().setUrn(ROLE).setOlds(write(state)).setNews(write(inputs)), done),
    );

  it("reports the version of the installed SDK", async () => {
    const info = await call<{ getVersion(): string }>((done) => client.getPluginInfo(new empty.Empty(), done));
    expect(info.getVersion()).to.match(/^7\.\d+\.\d+$/);
  });

  it("rejects unsupported settings without their values", async () => {
    const news = write({
      region: "eu-west-1",
      profile: "mine",
      endpoints: '[{"ssm":"http://127.0.0.1"}]',
      skipCredentialsValidation: "true",
    });
    const response = await call<messages.CheckResponse>((done) =>
      client.checkConfig(new messages.CheckRequest().setNews(news), done),
    );
    const failures = response.getFailuresList();
    expect(failures.map((failure) => failure.getReason())).to.have.members([
      "the local AWS provider does not support the setting aws:profile",
      "the local AWS provider does not support the setting aws:endpoints",
    ]);
    // The engine prints the value of a property that a failure names.
    expect(failures.map((failure) => failure.getProperty())).to.deep.equal(["", ""]);
  });

  it("supports previews and accepts no secrets", async () => {
    const response = await configure({ region: "eu-west-1" });
    expect(response.getSupportspreview()).to.be.true;
    expect(response.getAcceptsecrets()).to.be.false;
  });

  it("supports several stacks in one region, and rejects a second region", async () => {
    await configure({ region: "eu-west-1" });
    await configure({ region: "eu-west-1" });
    const outcome = await configure({ region: "us-east-1" }).catch(String);
    expect(outcome).to.contain("supports only eu-west-1 (got aws:region us-east-1). Start one provider per region.");
  });

  it("requires a region", async () => {
    expect(await configure({}).catch(String)).to.contain("Fix: pulumi config set aws:region");
  });

  it("rejects calls before it is configured", async () => {
    expect(await diff({}, {}).catch(String)).to.contain("is not configured");
  });

  it("reports which inputs differ, and how", async () => {
    await configure({ region: "eu-west-1" });
    const { UPDATE, ADD, DELETE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
    const response = await diff(
      { name: "old", description: "a", assumeRolePolicy: "{}" },
      { name: "new", description: "b", tags: {} },
    );
    expect(response.getChanges()).to.equal(messages.DiffResponse.DiffChanges.DIFF_SOME);
    expect(response.getReplacesList()).to.deep.equal(["name"]);
    expect(response.getDeletebeforereplace()).to.be.true;
    const kinds = response
      .getDetaileddiffMap()
      .toArray()
      .map(([property]) => [property, response.getDetaileddiffMap().get(property)?.getKind()]);
    expect(Object.fromEntries(kinds)).to.deep.equal({
      name: UPDATE_REPLACE,
      description: UPDATE,
      assumeRolePolicy: DELETE,
      tags: ADD,
    });
  });

  it("omits ignored changes", async () => {
    await configure({ region: "eu-west-1" });
    const request = new messages.DiffRequest().setUrn(ROLE).setIgnorechangesList(["tags.owner"]);
    const response = await call<messages.DiffResponse>((done) =>
      client.diff(request.setOlds(write({ tags: { owner: "me" } })).setNews(write({ tags: {} })), done),
    );
    expect(response.getChanges()).to.equal(messages.DiffResponse.DiffChanges.DIFF_NONE);
  });

  it("creates nothing in a preview", async () => {
    await configure({ region: "eu-west-1" });
    const request = new messages.CreateRequest()
      .setUrn(ROLE)
      .setPreview(true)
      .setProperties(write({ name: "role" }));
    const response = await call<messages.CreateResponse>((done) => client.create(request, done));
    expect(response.getId()).to.equal("");
    expect(response.getProperties()?.toJavaScript()).to.deep.equal({ name: "role", tagsAll: {} });
  });
});
