import type { MockCallArgs, MockResourceArgs, MockResourceResult } from "@pulumi/pulumi/runtime/index.js";
import { callerIdentity } from "./awsServer.ts";
import type { Answers } from "./awsServer.ts";

export interface MockAwsOptions {
  readonly partition?: string;
  readonly region?: string;
  /** What asking who deploys fails with. */
  readonly callerError?: string;
  /** Who deploys; default: the administrator. */
  readonly callerArn?: string;
  /** Who writes the secrets; default: who deploys. */
  readonly writerArn?: string;
  /** What STS answers the client that writes secrets, instead of who it is. */
  readonly writerFailure?: string;
  /** The ARN of the role behind the caller's session; looking it up fails without. */
  readonly issuerArn?: string;
  /** What looking up any user fails with. */
  readonly getUserError?: string;
  /** The roles and users that IAM has, by ARN, with their unique ids; default: whatever is looked up. */
  readonly principals?: Readonly<Record<string, string>>;
  /** What looking up a role or user fails with, by `role/NAME` or `user/NAME`. */
  readonly lookUpErrors?: Readonly<Record<string, string>>;
  /** The unique id of the function's role. */
  readonly functionRoleId?: string;
  /** The version of each String parameter, by resource name; 1 unless told. */
  readonly versions?: Readonly<Record<string, number>>;
  /** What the stack's state holds, by URN; default: nothing. */
  readonly deployed?: Readonly<Record<string, { readonly type: string; readonly outputs: object }>>;
  /** What reading the stack's state fails with. */
  readonly stateError?: string;
  /** The write id of each SecureString, by resource name. */
  readonly writeIds?: Readonly<Record<string, string>>;
}

export const ACCOUNT_ID = "123456789012";
export const ADMIN_ID = "AIDAEXAMPLE";
export const FUNCTION_ROLE_ID = "AROAFUNCTION";
export const KEY_ID = "0a1b2c3d-0000-4000-8000-000000000000";

type Inputs = Record<string, unknown>;

/** Answers for AWS: what the data sources say, and what each resource's outputs are. Anything else is an error. */
export class MockAws {
  readonly #options: MockAwsOptions;
  readonly #arn: (service: string, rest: string) => string;

  constructor(options: MockAwsOptions) {
    this.#options = options;
    const { partition = "aws", region = "eu-west-1" } = options;
    this.#arn = (service, rest) =>
      `arn:${partition}:${service}:${service === "iam" ? "" : region}:${ACCOUNT_ID}:${rest}`;
  }

  answer({ token, inputs }: MockCallArgs): Inputs {
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
        const [arn, userId] = this.#principal("user", textOf(inputs as Inputs, "userName"));
        return { arn, userId };
      }
      case "aws:iam/getRole:getRole": {
        const [arn, uniqueId] = this.#principal("role", textOf(inputs as Inputs, "name"));
        return { arn, uniqueId };
      }
      case "pulumi:pulumi:readStackResourceOutputs": {
        const { stateError: details, deployed = {} } = this.#options;
        if (details !== undefined) throw Object.assign(new Error(details), { details });
        return { outputs: deployed };
      }
      default:
        throw new Error(`the program makes an unknown call: ${token}`);
    }
  }

  /** The ARN and the unique id that IAM has for a name. */
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

  /** What STS answers to the SDK. */
  get stsAnswers(): Answers {
    const { writerArn = this.#callerArn, writerFailure } = this.#options;
    return { GetCallerIdentity: () => writerFailure ?? callerIdentity(writerArn) };
  }

  get #callerArn(): string {
    return this.#options.callerArn ?? this.#arn("iam", "user/parameter-admin");
  }

  resource({ type, name, inputs }: MockResourceArgs): MockResourceResult {
    const given = inputs as Inputs;
    return { id: `${name}-id`, state: { ...given, ...this.#outputs(type, name, given) } };
  }

  #outputs(type: string, name: string, inputs: Inputs): Inputs {
    switch (type) {
      case "shared-secrets:infra:FunctionRole":
      case "shared-secrets:infra:EncryptionKey":
      case "shared-secrets:infra:ParameterSet":
      case "shared-secrets:infra:ConfiguredFunction":
      case "shared-secrets:infra:RefreshOnChange":
      case "shared-secrets:infra:DeadLetterQueue":
      case "aws:iam/rolePolicy:RolePolicy":
      case "aws:kms/alias:Alias":
      case "aws:cloudwatch/logGroup:LogGroup":
      case "aws:cloudwatch/eventTarget:EventTarget":
      case "aws:cloudwatch/metricAlarm:MetricAlarm":
      case "aws:lambda/permission:Permission":
        return {};
      case "aws:cloudwatch/eventRule:EventRule":
        return { arn: this.#arn("events", `rule/${String(inputs["name"])}`) };
      case "aws:sqs/queue:Queue":
        return { arn: this.#arn("sqs", String(inputs["name"])) };
      case "aws:iam/role:Role":
        return {
          name: `${name}-1234567`,
          arn: this.#arn("iam", `role/${name}-1234567`),
          uniqueId: this.#options.functionRoleId ?? FUNCTION_ROLE_ID,
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
        throw new Error(`the program makes a resource of an unknown type: ${type}`);
    }
  }
}

/** The engine's errors carry their text in `details`. */
const engineError = (details: string): Error => Object.assign(new Error(details), { details });

const textOf = (inputs: Inputs, key: string): string => String(inputs[key]);
