import { createRequire } from "node:module";
import { SSMProvider } from "@aws-lambda-powertools/parameters/ssm";
import middy from "@middy/core";
import ssm from "@middy/ssm";
import type { Handler } from "../app/createHandler.ts";

/** What has the same configuration in memory from its first invocation on. */
export interface HitCandidate {
  readonly name: string;
  readonly invoke: () => Promise<unknown>;
}

const PATH = "/dev/bench";
const TTL_SECONDS = 300;
const CONTEXT = { awsRequestId: "bench", getRemainingTimeInMillis: () => 5000 };

/** @param mainFile the deployed bundle */
export function hitCandidates(mainFile: string): HitCandidate[] {
  const { handler } = createRequire(import.meta.url)(mainFile) as { readonly handler: Handler };
  return [
    { name: "this project's handler, with its response", invoke: () => handler({}, CONTEXT) },
    { name: "Powertools for AWS Lambda, `getMultiple`", invoke: powertools() },
    { name: "middy with its ssm middleware", invoke: middyHandler() },
  ];
}

function powertools(): () => Promise<unknown> {
  const provider = new SSMProvider();
  return () => provider.getMultiple(PATH, { decrypt: true, transform: "json", maxAge: TTL_SECONDS });
}

function middyHandler(): () => Promise<unknown> {
  const options = { fetchData: { bench: `${PATH}/` }, cacheExpiry: TTL_SECONDS * 1000, setToContext: true };
  const handler = middy((_event: unknown, context: object) => Promise.resolve(context)).use(
    ssm({ ...options, disablePrefetch: true }),
  ) as unknown as (event: object, context: object) => Promise<unknown>;
  // A context is the invocation's own.
  return () => handler({}, { ...CONTEXT });
}
