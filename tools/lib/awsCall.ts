import type { IncomingHttpHeaders } from "node:http";
import { cbor } from "@smithy/core/cbor";
import { lambdaCall } from "./lambdaCall.ts";

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
  readonly body: Buffer;
}

/** What a request says of itself in its body. */
type Fields = Readonly<Record<string, unknown>>;

/** Reads service, operation and resource off a request. */
export function awsCall(request: AwsRequest, account: string, region: string): AwsCall {
  const { url, headers, body } = request;
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "unknown";
  const arn = (prefix: string, rest: string) => `arn:aws:${prefix}:${region}:${account}:${rest}`;
  switch (service) {
    case "lambda":
      return lambdaCall(request, account, region);
    case "iam":
    case "sts":
      return queryCall(service, new URLSearchParams(body.toString()), account);
    case "monitoring": {
      // CloudWatch, which signs by another name than IAM's: Smithy's RPC protocol, with a body in CBOR.
      const operation = /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(url)?.[1] ?? "unknown";
      const fields = (body.length === 0 ? {} : cbor.deserialize(body)) as Fields;
      return { action: `cloudwatch:${operation}`, resource: resourceOf("cloudwatch", fields, arn) };
    }
    default: {
      const [, operation = "unknown"] = String(headers["x-amz-target"]).split(".");
      const fields = JSON.parse(body.toString() || "{}") as Fields;
      return { action: `${service}:${operation}`, resource: resourceOf(service, fields, arn) };
    }
  }
}

function queryCall(service: string, form: URLSearchParams, account: string): AwsCall {
  const [role, user] = [form.get("RoleName"), form.get("UserName")];
  const iam = `arn:aws:iam::${account}`;
  const resource = role !== null ? `${iam}:role/${role}` : user !== null ? `${iam}:user/${user}` : "*";
  return { action: `${service}:${form.get("Action") ?? "unknown"}`, resource };
}

/** Which fields name the resource, the first that is there, and what its ARN ends with. */
const NAMED_BY: Readonly<Record<string, { fields: readonly string[]; rest: (name: string) => string }>> = {
  ssm: { fields: ["Name", "ResourceId"], rest: (name) => `parameter${name}` },
  logs: { fields: ["logGroupName", "resourceArn"], rest: (name) => `log-group:${name}` },
  kms: { fields: ["AliasName", "KeyId"], rest: (name) => (name.startsWith("alias/") ? name : `key/${name}`) },
  // `Name` and `Rule` are of the default bus.
  events: { fields: ["Rule", "Name", "ResourceARN"], rest: (name) => `rule/${name}` },
  // A queue's URL ends with its name.
  sqs: { fields: ["QueueName", "QueueUrl"], rest: (name) => name.slice(name.lastIndexOf("/") + 1) },
  cloudwatch: { fields: ["AlarmName", "AlarmNames", "ResourceARN"], rest: (name) => `alarm:${name}` },
};

function resourceOf(service: string, fields: Fields, arn: (service: string, rest: string) => string): string {
  const { fields: names, rest } = NAMED_BY[service] ?? { fields: [], rest: String };
  const [name, ...others] = [names.map((field) => fields[field]).find((value) => value !== undefined)].flat();
  if (others.length > 0) throw new Error(`A request to ${service} names ${others.length + 1} resources.`);
  if (typeof name !== "string") return "*";
  return name.startsWith("arn:") ? name : arn(service, rest(name));
}
