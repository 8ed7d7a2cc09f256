import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { functionsFile, projectWithApp, sectionsFile } from "../../../../tools/fakes/projectWithApp.ts";

/** The item and the object that the function `reader` reads, by its own AWS clients. */
export const TABLE = "greetings";
export const BUCKET = "greeting-files";

/** A package in CommonJS, as there are many: it reads a file of its own folder. */
const LEGACY_PACKAGE = `
const fs = require("node:fs");
const path = require("path");
exports.sizeOf = (file) => fs.statSync(path.join(__dirname, file)).size;
exports.fileName = path.basename(__filename);
`;

const READER = `
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import legacy from "legacy";
import { defineHandler } from "./functions.ts";

const { gunzipSync, gzipSync } = await import("node:zlib");
const { punctuate } = await import("./punctuate.ts");

export const handler = defineHandler("reader", {
  setUp: ({ appConfig }) => ({
    appConfig,
    dynamo: new DynamoDBClient({}),
    s3: new S3Client({ forcePathStyle: true }),
  }),
  handle: async ({ name }: { readonly name: string }, { app, cache }) => {
    const { Item } = await app.dynamo.send(new GetItemCommand({ TableName: "${TABLE}", Key: { name: { S: name } } }));
    const object = await app.s3.send(new GetObjectCommand({ Bucket: "${BUCKET}", Key: name }));
    return {
      greeting: punctuate(Item?.["greeting"]?.S ?? ""),
      file: await object.Body?.transformToString(),
      zipped: gunzipSync(gzipSync(name)).toString(),
      readsItsFolder: legacy.sizeOf("index.mjs") > 0,
      fileName: legacy.fileName,
      appConfig: app.appConfig,
      cache: cache.state,
    };
  },
});
`;

const FUNCTIONS = `{
  reader: {
    reads: ["appConfig"],
    permissions: [
      { actions: ["dynamodb:GetItem"], resources: ["arn:aws:dynamodb:*:*:table/${TABLE}"] },
      { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::${BUCKET}/*"] },
    ],
  },
}`;

/**
 * Creates a project whose function `reader` uses the packages and the language as somebody's own code does: two AWS
 * clients, a CommonJS package, import() of a module and of Node.js, and top-level await.
 *
 * @returns the folder. The caller removes it
 */
export function projectWithOwnPackages(): string {
  const project = projectWithApp({
    "functions.ts": functionsFile(FUNCTIONS),
    "sections.ts": sectionsFile({ appConfig: "plain" }),
    "reader.ts": READER,
    "punctuate.ts": "export const punctuate = (text: string): string => `${text}!`;\n",
  });
  const legacy = path.join(project, "app", "node_modules", "legacy");
  mkdirSync(legacy, { recursive: true });
  writeFileSync(path.join(legacy, "package.json"), '{ "name": "legacy", "version": "1.0.0", "main": "index.js" }');
  writeFileSync(path.join(legacy, "index.js"), LEGACY_PACKAGE);
  return project;
}
