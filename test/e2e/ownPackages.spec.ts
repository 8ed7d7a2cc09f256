import { copyFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { ROOT } from "../../tools/lib/paths.ts";
import { segmentDurationMs } from "../../tools/lib/segment.ts";
import type { Segment } from "../../tools/lib/segment.ts";
import { invoke } from "../../tools/local/invocation.ts";
import type { Invocation } from "../../tools/local/invocation.ts";
import { REGION } from "../../tools/local/localRun.ts";
import type { LocalRun } from "../../tools/local/localRun.ts";
import { openStack } from "../../tools/local/localStack.ts";
import { BUCKET, projectWithOwnPackages, TABLE } from "../infra/bundle/support/ownPackages.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";

describeEndToEnd("A function with its own AWS clients and packages", (run) => {
  let project: string;
  let stack: Stack;
  let functionName: string;

  before(async () => {
    await createTableAndBucket(run());
    project = projectWithOwnPackages();
    copyFileSync(path.join(ROOT, "tools/fakes/stacks/Pulumi.dev.yaml"), path.join(run().project, "Pulumi.own.yaml"));
    stack = await openStack(run(), "own", project);
    const { outputs } = await stack.up();
    functionName = String(outputs["functionName"]?.value);
  });

  after(async () => {
    await stack.destroy();
    rmSync(project, { recursive: true });
  });

  it("uses them and its configuration", async () => {
    const { payload } = await invoke(run(), functionName, { name: "Ada" });
    expect(payload).to.deep.equal({
      greeting: "Hello Ada!",
      file: "Dear Ada",
      zipped: "Ada",
      readsItsFolder: true,
      fileName: "index.mjs",
      appConfig: { url: "https://dev.example.com/", logLevel: "debug", maxConnections: 2 },
      cache: "hit",
    });
  });

  it("reports an initialization in a cold start only", async () => {
    await stack.setConfig("shared-secrets:parameters.appConfig.logLevel", { value: "warn" }, true);
    await stack.up();
    const cold = initializations(await invoke(run(), functionName, { name: "Ada" }));
    const warm = initializations(await invoke(run(), functionName, { name: "Ada" }));
    expect(cold).to.have.length(1);
    expect(warm).to.have.length(0);
    // A process that loads this bundle takes at least 20 ms.
    for (const segment of cold) expect(segmentDurationMs(segment)).to.be.within(20, 10_000);
  });
});

const initializations = ({ segments }: Invocation): readonly Segment[] =>
  segments.filter(({ name }) => name === "Initialization");

function clients({ emulator, credentials }: LocalRun) {
  const settings = { endpoint: emulator.url, region: REGION, credentials };
  return { dynamo: new DynamoDBClient(settings), s3: new S3Client({ ...settings, forcePathStyle: true }) };
}

async function createTableAndBucket(run: LocalRun): Promise<void> {
  const { dynamo, s3 } = clients(run);
  await dynamo.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: "name", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "name", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await dynamo.send(
    new PutItemCommand({ TableName: TABLE, Item: { name: { S: "Ada" }, greeting: { S: "Hello Ada" } } }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "Ada", Body: "Dear Ada" }));
}
