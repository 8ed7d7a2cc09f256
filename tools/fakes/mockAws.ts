import type { MockCallArgs, MockResourceArgs, MockResourceResult } from "@pulumi/pulumi/runtime/index.js";
import { callerIdentity } from "./awsServer.ts";
import type { Responders } from "./awsServer.ts";

/** The state of the mocked AWS account. */
export interface MockAwsOptions {
  readonly partition?: string;
  readonly region?: string;
  /** The error of getCallerIdentity. */
  readonly callerError?: string;
  /** The ARN of the deployer. Default: the administrator. */
  readonly callerArn?: string;
  /** The ARN of the principal that writes the secrets. Default: the deployer. */
  readonly writerArn?: string;
  /** The error response of STS to the client that writes secrets. */
  readonly writerFailure?: string;
  /** The ARN of the role of the deployer's session. If undefined, the lookup fails. */
  readonly issuerArn?: string;
  /** The error of every user lookup. */
  readonly getUserError?: string;
  /** The unique IDs of all roles and users, by ARN. Default: every role and user exists. */
  readonly principals?: Readonly<Record<string, string>>;
  /** The errors of role and user lookups, by `role/NAME` or `user/NAME`. */
  readonly lookUpErrors?: Readonly<Record<string, string>>;
  /** The versions of String parameters, by resource name. Default: 1. */
  readonly versions?: Readonly<Record<string, number>>;
  /** The resources in the stack's state, by URN. Default: none. */
  readonly deployed?: Readonly<Record<string, { readonly type: string; readonly outputs: object }>>;
  /** The error of reading the stack's state. */
  readonly stateError?: string;
  /** The write IDs of SecureStrings, by resource name. */
  readonly writeIds?: Readonly<Record<string, string>>;
}

export const ACCOUNT_ID = "123456789012";
export const ADMIN_ID = "AIDAEXAMPLE";

/** Returns the unique ID of a function's role: `AROAVIEWER` for `parameterStoreBlog-dev_viewer`. */
export const roleIdOf = (functionName: string): string =>
  `AROA${functionName.slice(functionName.lastIndexOf("_") + 1).toUpperCase()}`;

export const KEY_ID = "0a1b2c3d-0000-4000-8000-000000000000";

type Inputs = Record<string, unknown>;

/** A mock of AWS for Pulumi programs: the results of data sources and the outputs of resources. Throws for all others. */
export class MockAws {
  readonly #options: MockAwsOptions;
  readonly #arn: (service: string, rest: string) => string;

  constructor(options: MockAwsOptions) {
    this.#options = options;
    const { partition = "aws", region = "eu-west-1" } = options;
    this.#arn = (service, rest) =>
      `arn:${partition}:${service}:${service === "iam" ? "" : region}:${ACCOUNT_ID}:${rest}`;
  }

  respond({ token, inputs }: MockCallArgs): Inputs {
    switch (token) {
      case "aws:index/getPartition:getPartition":
        return { partition: this.#options.partition ?? "aws" };
      case "aws:index/getRegion:getRegion":
        return { region: this.#options.region ?? "eu-west-1" };
      case "aws:index/getCallerIdentity:getCallerIdentity":
        if (this.#options.callerError !== undefined) throw new Error(this.#options.callerError);
        return { accountId: ACCOUNT_ID, arn: this.#callerArn };
      case "aws:iam/getSessionContext:getSessionContext": {
        const { issuerArn } = this.#options;
        if (issuerArn === undefined) throw new Error("AccessDenied: not authorized to perform: iam:GetRole");
        return { issuerArn };
      }
      case "aws:iam/getUser:getUser": {
        const { getUserError } = this.#options;
        if (getUserError !== undefined) throw engineError(getUserError);
        const [arn, userId] = this.#principal("user", stringOf(inputs as Inputs, "userName"));
        return { arn, userId };
      }
      case "aws:iam/getRole:getRole": {
        const [arn, uniqueId] = this.#principal("role", stringOf(inputs as Inputs, "name"));
        return { arn, uniqueId };
      }
      case "pulumi:pulumi:readStackResourceOutputs": {
        const { stateError: details, deployed = {} } = this.#options;
        if (details !== undefined) throw Object.assign(new Error(details), { details });
        return { outputs: deployed };
      }
      default:
        throw new Error(`Unknown data source: ${token}. Fix: add it to MockAws.`);
    }
  }

  /** Returns the ARN and the unique ID of a role or user. */
  #principal(kind: "role" | "user", name: string): readonly [string, string] {
    const { lookUpErrors = {}, principals } = this.#options;
    const failure = lookUpErrors[`${kind}/${name}`];
    if (failure !== undefined) throw engineError(failure);
    const found = Object.entries(principals ?? {}).find(([arn]) => new RegExp(`:${kind}/(.*/)?${name}$`).test(arn));
    if (found !== undefined) return found;
    if (kind === "user" && name === "parameter-admin") return [this.#arn("iam", `user/${name}`), ADMIN_ID];
    if (principals !== undefined) throw engineError(`NoSuchEntity: The ${kind} with name ${name} cannot be found.`);
    return [this.#arn("iam", `${kind}/${name}`), kind === "user" ? ADMIN_ID : "AROAEXAMPLE"];
  }

  /** The responses of STS to the SDK. */
  get stsResponders(): Responders {
    const { writerArn = this.#callerArn, writerFailure } = this.#options;
    return { GetCallerIdentity: () => writerFailure ?? callerIdentity(writerArn) };
  }

  get #callerArn(): string {
    return this.#options.callerArn ?? this.#arn("iam", "user/parameter-admin");
  }

  resource({ type, name, inputs }: MockResourceArgs): MockResourceResult {
    const inputState = inputs as Inputs;
    return { id: `${name}-id`, state: { ...inputState, ...this.#outputs(type, name, inputState) } };
  }

  #outputs(type: string, name: string, inputs: Inputs): Inputs {
    switch (type) {
      case "shared-secrets:infra:FunctionRole":
      case "shared-secrets:infra:EncryptionKey":
      case "shared-secrets:infra:ParameterSet":
      case "shared-secrets:infra:ReaderFunction":
      case "shared-secrets:infra:RefreshOnChange":
      case "shared-secrets:infra:DeadLetterQueue":
      case "aws:iam/rolePolicy:RolePolicy":
      case "aws:kms/alias:Alias":
      case "aws:cloudwatch/logGroup:LogGroup":
      case "aws:cloudwatch/eventTarget:EventTarget":
      case "aws:cloudwatch/metricAlarm:MetricAlarm":
      case "aws:lambda/permission:Permission":
      case "aws:lambda/eventSourceMapping:EventSourceMapping":
        return {};
      case "aws:lambda/functionUrl:FunctionUrl":
        return { functionUrl: `https://${name}.lambda-url.${this.#options.region ?? "eu-west-1"}.on.aws/` };
      case "aws:cloudwatch/eventRule:EventRule":
        return { arn: this.#arn("events", `rule/${String(inputs["name"])}`) };
      case "aws:sqs/queue:Queue":
        return { arn: this.#arn("sqs", String(inputs["name"])) };
      case "aws:iam/role:Role":
        return {
          name: `${name}-1234567`,
          arn: this.#arn("iam", `role/${name}-1234567`),
          uniqueId: roleIdOf(name),
        };
      case "aws:kms/key:Key":
        return { keyId: KEY_ID, arn: this.#arn("kms", `key/${KEY_ID}`) };
      case "aws:ssm/parameter:Parameter":
        return { version: this.#options.versions?.[name] ?? 1 };
      case "pulumi-nodejs:dynamic/ssm:SecureParameter":
        return { type: "SecureString", version: 1, writtenVersion: 1, writeId: this.#options.writeIds?.[name] ?? "w" };
      case "aws:lambda/function:Function":
        return { arn: this.#arn("lambda", `function:${String(inputs["name"])}`) };
      default:
        throw new Error(`Unknown resource type: ${type}. Fix: add it to MockAws.`);
    }
  }
}

/** Creates an error of the engine, which has its message in `details`. */
const engineError = (details: string): Error => Object.assign(new Error(details), { details });

const stringOf = (inputs: Inputs, key: string): string => String(inputs[key]);
