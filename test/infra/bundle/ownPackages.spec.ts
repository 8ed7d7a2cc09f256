import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import * as path from "node:path";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { fromUtf8, toUtf8 } from "@smithy/core/serde";
import { expect } from "chai";
import { bundleFiles } from "../../../infra/bundle/bundleFiles.ts";
import { userFunctionEntry } from "../../../infra/bundle/functionEntry.ts";
import { AwsServer } from "../../../tools/fakes/awsServer.ts";
import { functionsFile, projectWithApp, sectionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { close, listen } from "../../../tools/lib/localServer.ts";
import { BUCKET, projectWithOwnPackages } from "./support/ownPackages.ts";
import { runBundle } from "./support/runBundle.ts";

/** Bundles a function `reader`, which reads `sections`. */
const bundleReader = async (project: string, sections: readonly string[]) =>
  (await bundleFiles(project, userFunctionEntry({ name: "reader", reads: sections, sections }))).files;

/** Creates a project with one function `reader`, which reads nothing. */
const projectWithReader = (code: string): string =>
  projectWithApp({
    "functions.ts": functionsFile("{ reader: { reads: [] } }"),
    "sections.ts": sectionsFile({ appConfig: "plain" }),
    "reader.ts": code,
  });

describe("the bundle of a function with packages of its own", () => {
  const projects: string[] = [];
  const created = (project: string): string => {
    projects.push(project);
    return project;
  };
  let server: AwsServer;
  let url: string;

  beforeEach(async () => {
    server = new AwsServer();
    url = await server.start();
  });

  afterEach(() => {
    server.stop();
    for (const project of projects.splice(0)) rmSync(project, { recursive: true });
  });

  it("runs AWS clients, a CommonJS package, import() and top-level await", async () => {
    const project = created(projectWithOwnPackages());
    const files = await bundleReader(project, ["appConfig"]);
    server.responders = {
      GetParameters: () => ({
        Parameters: [{ Name: "/dev/app/appConfig", Type: "String", Value: '{"url":"u"}', Version: 1 }],
      }),
      GetItem: () => ({ Item: { greeting: { S: "Hello" } } }),
      [`GET /${BUCKET}/Ada`]: () => "Dear Ada",
    };
    // The SDK ignores the keys in the environment if there is a profile, and only the whole chain supports profiles.
    const config = path.join(project, "aws-config");
    const credentials = JSON.stringify({ Version: 1, AccessKeyId: "AKIAPROCESS", SecretAccessKey: "secret" });
    writeFileSync(config, `[profile other]\ncredential_process = echo '${credentials}'\n`);
    const environment = { AWS_ENDPOINT_URL: url, AWS_PROFILE: "other", AWS_CONFIG_FILE: config, PATH: "/usr/bin:/bin" };

    const response = await runBundle(files, 'return bundle.handler({ name: "Ada" }, context);', environment);
    expect(response).to.deep.equal({
      greeting: "Hello!",
      file: "Dear Ada",
      zipped: "Ada",
      readsItsFolder: true,
      fileName: "index.mjs",
      appConfig: { url: "u" },
      cache: "miss",
    });
    expect(server.requests.map(({ action, accessKey }) => [action, accessKey])).to.deep.equal([
      ["GetParameters", "AKIAROLE"],
      ["GetItem", "AKIAPROCESS"],
      [`GET /${BUCKET}/Ada`, "AKIAPROCESS"],
    ]);
  });

  it("reads credentials from a container's endpoint", async () => {
    const files = await bundleReader(
      created(
        projectWithReader(`
        import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
        import { defineHandler } from "./functions.ts";
        export const handler = defineHandler("reader", async () =>
          (await new DynamoDBClient({}).send(new ListTablesCommand({}))).TableNames);`),
      ),
      [],
    );
    server.responders = {
      ListTables: () => ({ TableNames: ["greetings"] }),
      "GET /credentials": () => ({
        AccessKeyId: "AKIACONTAINER",
        SecretAccessKey: "secret",
        Token: "token",
        Expiration: "2999-01-01T00:00:00Z",
      }),
    };
    const environment = {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
    };
    expect(await runBundle(files, "return bundle.handler({}, context);", environment)).to.deep.equal(["greetings"]);
    expect(server.requests.at(-1)).to.include({ action: "ListTables", accessKey: "AKIACONTAINER" });
  });

  it("calls Parameter Store with a client of its own", async () => {
    const files = await bundleReader(
      created(
        projectWithReader(`
        import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
        import { defineHandler } from "./functions.ts";
        const input = { Name: "/counter", Value: "1", Type: "String" } as const;
        export const handler = defineHandler("reader", async () =>
          (await new SSMClient({}).send(new PutParameterCommand(input))).Version);`),
      ),
      [],
    );
    server.responders = { PutParameter: () => ({ Version: 7 }) };
    const environment = { AWS_ENDPOINT_URL: url };
    expect(await runBundle(files, "return bundle.handler({}, context);", environment)).to.equal(7);
    expect(server.requests).to.have.length(1);
    expect(server.requests[0]).to.include({ action: "PutParameter", accessKey: "AKIAROLE" });
  });

  it("receives the events of a streaming operation", async () => {
    const files = await bundleReader(
      created(
        projectWithReader(`
        import { InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";
        import { defineHandler } from "./functions.ts";
        export const handler = defineHandler("reader", async () => {
          const command = new InvokeWithResponseStreamCommand({ FunctionName: "other" });
          const { EventStream = [] } = await new LambdaClient({}).send(command);
          const chunks: string[] = [];
          for await (const { PayloadChunk } of EventStream) {
            if (PayloadChunk?.Payload) chunks.push(Buffer.from(PayloadChunk.Payload).toString());
          }
          return chunks;
        });`),
      ),
      [],
    );
    const streaming = eventStreamServer({ PayloadChunk: ["first", "second"], InvokeComplete: ["{}"] });
    try {
      const environment = { AWS_ENDPOINT_URL: await listen(streaming) };
      const response = await runBundle(files, "return bundle.handler({}, context);", environment);
      expect(response).to.deep.equal(["first", "second"]);
    } finally {
      close(streaming);
    }
  });
});

/** Creates a server that responds with events: their payloads by type. */
function eventStreamServer(events: Readonly<Record<string, readonly string[]>>): Server {
  const codec = new EventStreamCodec(toUtf8, fromUtf8);
  const encode = (type: string, payload: string) =>
    codec.encode({
      headers: {
        ":message-type": { type: "string", value: "event" },
        ":event-type": { type: "string", value: type },
        ":content-type": { type: "string", value: "application/octet-stream" },
      },
      body: Buffer.from(payload),
    });
  return createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
    for (const [type, payloads] of Object.entries(events)) {
      for (const payload of payloads) response.write(encode(type, payload));
    }
    response.end();
  });
}
