import { regionalArn } from "../../infra/naming.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";

/** The policies that control access to a stack's key, parameters, functions, queue and roles. */
export interface Documents {
  readonly keyPolicy: PolicyDocument;
  readonly functionPolicy: PolicyDocument;
  readonly trustPolicy: PolicyDocument;
  readonly recyclerPolicy: PolicyDocument;
  readonly recyclerTrustPolicy: PolicyDocument;
  /** The recycler's resource policy, which Lambda creates from the permission. */
  readonly recyclerPermission: PolicyDocument;
  readonly deadLetterQueuePolicy: PolicyDocument;
}

/** A stack that the program emits: its location, the principals and resources that it names, and its policies. */
export interface Stack {
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly keyArn: string;
  /** `/dev/parameterStoreBlog` */
  readonly parameterPath: string;
  readonly logGroupName: string;
  readonly functionName: string;
  readonly roleArn: string;
  readonly recyclerName: string;
  readonly recyclerLogGroupName: string;
  readonly recyclerRoleArn: string;
  readonly ruleName: string;
  readonly queueName: string;
  readonly adminArn: string;
  /** A CI role in keyAdministrators. */
  readonly deployerArn: string;
  readonly documents: Documents;
}

/** A stack and the stack of the other environment, which it must not access. */
export interface StackPair {
  readonly stack: Stack;
  readonly other: Stack;
}

export const parameterArn = (stack: Stack, path: string): string => regionalArn(stack, "ssm", `parameter${path}`);

export const iamArn = ({ partition, accountId }: Stack, rest: string): string =>
  `arn:${partition}:iam::${accountId}:${rest}`;
