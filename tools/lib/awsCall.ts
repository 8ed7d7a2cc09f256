import type { IncomingHttpHeaders } from "node:http";
import { cbor } from "@smithy/core/cbor";

/** A request to AWS in the terms of IAM. */
export interface AwsCall {
  /** `ssm:PutParameter` */
  readonly action: string;
  /** The ARN of the resource that the request names; `*` if it names none. */
  readonly resource: string;
}

export interface AwsRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The fields of a request body. */
type Fields = Readonly<Record<string, unknown>>;

/** Derives the action and the resource from a request. */
export function parseAwsCall(request: AwsRequest, account: string, region: string): AwsCall {
  const { url, headers, body } = request;
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "unknown";
  const arn = (prefix: string, rest: string) => `arn:aws:${prefix}:${region}:${account}:${rest}`;
  switch (service) {
    case "lambda":
      return parseLambdaCall(request, account, region);
    case "iam":
    case "sts":
      return parseQueryCall(service, new URLSearchParams(body.toString()), account);
    case "monitoring": {
      // CloudWatch. IAM has another name for the service. The protocol is Smithy RPC, with a CBOR body.
      const operation = /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(url)?.[1] ?? "unknown";
      const fields = (body.length === 0 ? {} : cbor.deserialize(body)) as Fields;
      return { action: `cloudwatch:${operation}`, resource: resourceArn("cloudwatch", fields, arn) };
    }
    default: {
      const [, operation = "unknown"] = String(headers["x-amz-target"]).split(".");
      const fields = JSON.parse(body.toString() || "{}") as Fields;
      return { action: `${service}:${operation}`, resource: resourceArn(service, fields, arn) };
    }
  }
}

function parseQueryCall(service: string, form: URLSearchParams, account: string): AwsCall {
  const [role, user] = [form.get("RoleName"), form.get("UserName")];
  const iam = `arn:aws:iam::${account}`;
  const resource = role !== null ? `${iam}:role/${role}` : user !== null ? `${iam}:user/${user}` : "*";
  return { action: `${service}:${form.get("Action") ?? "unknown"}`, resource };
}

/** The fields that can name the resource, the first present one counts, and the end of its ARN. */
const RESOURCE_FIELDS: Readonly<Record<string, { fields: readonly string[]; rest: (name: string) => string }>> = {
  ssm: { fields: ["Name", "ResourceId"], rest: (name) => `parameter${name}` },
  logs: { fields: ["logGroupName", "resourceArn"], rest: (name) => `log-group:${name}` },
  kms: { fields: ["AliasName", "KeyId"], rest: (name) => (name.startsWith("alias/") ? name : `key/${name}`) },
  // The rules are on the default bus.
  events: { fields: ["Rule", "Name", "ResourceARN"], rest: (name) => `rule/${name}` },
  // A queue's URL ends with its name.
  sqs: { fields: ["QueueName", "QueueUrl"], rest: (name) => name.slice(name.lastIndexOf("/") + 1) },
  cloudwatch: { fields: ["AlarmName", "AlarmNames", "ResourceARN"], rest: (name) => `alarm:${name}` },
};

function resourceArn(service: string, fields: Fields, arn: (service: string, rest: string) => string): string {
  const { fields: names, rest } = RESOURCE_FIELDS[service] ?? { fields: [], rest: String };
  const [name, ...others] = [names.map((field) => fields[field]).find((value) => value !== undefined)].flat();
  if (others.length > 0)
    throw new Error(`A request to ${service} names ${others.length + 1} resources. At most one is supported.`);
  if (typeof name !== "string") return "*";
  return name.startsWith("arn:") ? name : arn(service, rest(name));
}

/** The REST calls to Lambda that the AWS provider makes. */
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

/** Derives the action and the function from a request to Lambda. Throws for an unknown path. */
function parseLambdaCall({ method, url, body }: AwsRequest, account: string, region: string): AwsCall {
  const path = decodeURIComponent(url.split("?")[0] ?? "").replace(/\/$/, "");
  for (const [callMethod, pattern, action] of LAMBDA_CALLS) {
    const match = method === callMethod ? pattern.exec(path) : null;
    if (match === null) continue;
    // The body of CreateFunction contains the name.
    const name = match[1] ?? (JSON.parse(body.toString()) as { FunctionName: string }).FunctionName;
    const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
    return { action: `lambda:${action}`, resource: arn };
  }
  throw new Error(`Unknown call to Lambda: ${method} ${path}. Fix: add it to LAMBDA_CALLS.`);
}
