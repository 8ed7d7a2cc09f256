import { setTimeout as sleep } from "node:timers/promises";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { createClients } from "./awsState.ts";

/** The function `listener`: its line in `app/functions.ts`, and its file. It logs what it receives, as no caller gets it. */
export const LISTENER = [
  `{
    reads: ["appConfig"],
    permissions: [{
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: ["arn:aws:sqs:eu-west-1:000000000000:letters"],
    }],
  }`,
  `import { defineHandler } from "./functions.ts";
   export const handler = defineHandler("listener", (event: unknown, { configuration }) => {
     console.log(JSON.stringify({ event, configuration }));
     return { event, configuration };
   });`,
] as const;

/** The end of an `index.ts` that attaches a queue, a schedule and a URL to `listener`. */
export const TRIGGERS = `
import * as aws from "@pulumi/aws";

const { lambda } = readers.listener;
const queue = new aws.sqs.Queue("letters", { name: "letters", visibilityTimeoutSeconds: 60 });
new aws.lambda.EventSourceMapping("letters", { eventSourceArn: queue.arn, functionName: lambda.arn, batchSize: 1 });

const schedule = new aws.cloudwatch.EventRule("minutely", { scheduleExpression: "cron(* * * * ? *)" });
new aws.lambda.Permission("minutely", {
  action: "lambda:InvokeFunction",
  function: lambda.name,
  principal: "events.amazonaws.com",
  sourceArn: schedule.arn,
});
new aws.cloudwatch.EventTarget("minutely", { rule: schedule.name, arn: lambda.arn });

const address = new aws.lambda.FunctionUrl("listener", { functionName: lambda.name, authorizationType: "AWS_IAM" });
export const queueUrl = queue.url;
export const urlId = address.urlId;
`;

/** The emulator starts a schedule within 10 s, and then again each minute. */
const MAX_ATTEMPTS = 240;

/** An event of `listener`, with the configuration that it read. */
export interface Received {
  readonly event: unknown;
  readonly configuration: unknown;
}

/** Sends a request to a function URL of the emulator, which checks only whether it is signed. */
export const requestUrl = ({ emulator }: LocalRun, urlId: string, path: string, signed: boolean): Promise<Response> =>
  fetch(`${emulator.url}/_aws/lambda-url/${urlId}${path}`, {
    headers: signed ? { authorization: "AWS4-HMAC-SHA256 Credential=test" } : {},
  });

/** Waits until a function has logged an event that contains a text. */
export async function waitForEvent(run: LocalRun, functionName: string, text: string): Promise<Received> {
  const { logs } = createClients(run);
  const command = new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${functionName}` });
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts++) {
    const { events = [] } = await logs.send(command);
    const found = events.find(({ message = "" }) => message.includes(text));
    if (found !== undefined) return JSON.parse(found.message ?? "") as Received;
    await sleep(500);
  }
  throw new Error(`${functionName} received no event with "${text}".`);
}
