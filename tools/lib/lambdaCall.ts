import type { AwsCall, AwsRequest } from "./awsCall.ts";

/** Lambda's REST calls that the provider makes, by method and path. */
const LAMBDA_CALLS: readonly (readonly [method: string, path: RegExp, action: string])[] = [
  ["POST", /^\/2015-03-31\/functions$/, "CreateFunction"],
  ["GET", /^\/2015-03-31\/functions\/([^/]+)$/, "GetFunction"],
  ["DELETE", /^\/2015-03-31\/functions\/([^/]+)$/, "DeleteFunction"],
  ["GET", /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, "GetFunctionConfiguration"],
  ["PUT", /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, "UpdateFunctionConfiguration"],
  ["PUT", /^\/2015-03-31\/functions\/([^/]+)\/code$/, "UpdateFunctionCode"],
  ["GET", /^\/2015-03-31\/functions\/([^/]+)\/versions$/, "ListVersionsByFunction"],
  ["GET", /^\/2015-03-31\/functions\/([^/]+)\/policy$/, "GetPolicy"],
  ["POST", /^\/2015-03-31\/functions\/([^/]+)\/policy$/, "AddPermission"],
  ["DELETE", /^\/2015-03-31\/functions\/([^/]+)\/policy\/[^/]+$/, "RemovePermission"],
  ["GET", /^\/2020-06-30\/functions\/([^/]+)\/code-signing-config$/, "GetFunctionCodeSigningConfig"],
  ["GET", /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/, "GetFunctionConcurrency"],
  ["PUT", /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, "PutFunctionConcurrency"],
  ["DELETE", /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, "DeleteFunctionConcurrency"],
  ["GET", /^\/2021-07-20\/functions\/([^/]+)\/runtime-management-config$/, "GetRuntimeManagementConfig"],
  ["GET", /^\/2024-08-31\/functions\/([^/]+)\/recursion-config$/, "GetFunctionRecursionConfig"],
  ["GET", /^\/2017-03-31\/tags\/(.+)$/, "ListTags"],
  ["POST", /^\/2017-03-31\/tags\/(.+)$/, "TagResource"],
  ["DELETE", /^\/2017-03-31\/tags\/(.+)$/, "UntagResource"],
];

/** Reads operation and function off a request to Lambda. An unknown path is an error: it must be looked up. */
export function lambdaCall({ method, url, body }: AwsRequest, account: string, region: string): AwsCall {
  const path = decodeURIComponent(url.split("?")[0] ?? "").replace(/\/$/, "");
  for (const [itsMethod, pattern, action] of LAMBDA_CALLS) {
    const match = method === itsMethod ? pattern.exec(path) : null;
    if (match === null) continue;
    // CreateFunction has the name in its body.
    const name = match[1] ?? (JSON.parse(body.toString()) as { FunctionName: string }).FunctionName;
    const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
    return { action: `lambda:${action}`, resource: arn };
  }
  throw new Error(`No operation of Lambda is known for ${method} ${path}: add it to LAMBDA_CALLS.`);
}
