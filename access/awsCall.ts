import type { IncomingHttpHeaders } from "node:http";

/** One request to AWS, as IAM authorizes it. */
export interface AwsCall {
  /** `ssm:PutParameter` */
  readonly action: string;
  /** The ARN that the request names, or `*` where it names none. */
  readonly resource: string;
}

export interface AwsRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

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
  ["GET", /^\/2020-06-30\/functions\/([^/]+)\/code-signing-config$/, "GetFunctionCodeSigningConfig"],
  ["GET", /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/, "GetFunctionConcurrency"],
  ["GET", /^\/2021-07-20\/functions\/([^/]+)\/runtime-management-config$/, "GetRuntimeManagementConfig"],
  ["GET", /^\/2024-08-31\/functions\/([^/]+)\/recursion-config$/, "GetFunctionRecursionConfig"],
  ["GET", /^\/2017-03-31\/tags\/(.+)$/, "ListTags"],
  ["POST", /^\/2017-03-31\/tags\/(.+)$/, "TagResource"],
  ["DELETE", /^\/2017-03-31\/tags\/(.+)$/, "UntagResource"],
];

/** Reads service, operation and resource off a request. An unknown Lambda path is an error: it must be looked up. */
export function awsCall(request: AwsRequest, account: string, region: string): AwsCall {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "unknown";
  switch (service) {
    case "lambda":
      return lambdaCall(request, account, region);
    case "iam":
    case "sts":
      return queryCall(service, new URLSearchParams(request.body), account);
    default: {
      const [, operation = "unknown"] = String(request.headers["x-amz-target"]).split(".");
      const fields = JSON.parse(request.body || "{}") as Record<string, unknown>;
      return { action: `${service}:${operation}`, resource: jsonResource(service, fields, account, region) };
    }
  }
}

function lambdaCall({ method, url, body }: AwsRequest, account: string, region: string): AwsCall {
  const path = decodeURIComponent(url.split("?")[0] ?? "").replace(/\/$/, "");
  for (const [itsMethod, pattern, action] of LAMBDA_CALLS) {
    const match = method === itsMethod ? pattern.exec(path) : null;
    if (match === null) continue;
    // CreateFunction has the name in its body.
    const name = match[1] ?? (JSON.parse(body) as { FunctionName: string }).FunctionName;
    const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
    return { action: `lambda:${action}`, resource: arn };
  }
  throw new Error(`No operation of Lambda is known for ${method} ${path}: add it to LAMBDA_CALLS.`);
}

function queryCall(service: string, form: URLSearchParams, account: string): AwsCall {
  const [role, user] = [form.get("RoleName"), form.get("UserName")];
  const iam = `arn:aws:iam::${account}`;
  const resource = role !== null ? `${iam}:role/${role}` : user !== null ? `${iam}:user/${user}` : "*";
  return { action: `${service}:${form.get("Action") ?? "unknown"}`, resource };
}

function jsonResource(service: string, fields: Record<string, unknown>, account: string, region: string): string {
  const arn = (rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  const text = (name: string) => (typeof fields[name] === "string" ? fields[name] : undefined);
  const named = {
    ssm: text("Name") ?? text("ResourceId"),
    logs: text("logGroupName") ?? text("resourceArn"),
    kms: text("AliasName") ?? text("KeyId"),
  }[service];
  if (named === undefined) return "*";
  if (named.startsWith("arn:")) return named;
  if (service === "ssm") return arn(`parameter${named}`);
  if (service === "logs") return arn(`log-group:${named}`);
  return arn(named.startsWith("alias/") ? named : `key/${named}`);
}
