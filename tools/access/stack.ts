import { regionalArn } from "../../infra/naming.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";

/** The documents that decide over a stack's key, its parameters, its functions and their roles. */
export interface Documents {
  readonly keyPolicy: PolicyDocument;
  readonly functionPolicy: PolicyDocument;
  readonly trustPolicy: PolicyDocument;
  readonly recyclerPolicy: PolicyDocument;
  readonly recyclerTrustPolicy: PolicyDocument;
  /** The recycler's resource policy, as Lambda makes it of the permission. */
  readonly recyclerPermission: PolicyDocument;
  readonly deadLetterQueuePolicy: PolicyDocument;
}

/** A stack as the program emits it: where it lies, who is named in it, and its documents. */
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
  /** A CI role among the keyAdministrators. */
  readonly deployerArn: string;
  readonly documents: Documents;
}

/** A stack and the one of the other environment, whose function and parameters are none of its business. */
export interface Pair {
  readonly stack: Stack;
  readonly other: Stack;
}

export const parameterArn = (stack: Stack, path: string): string => regionalArn(stack, "ssm", `parameter${path}`);

export const iamArn = ({ partition, accountId }: Stack, rest: string): string =>
  `arn:${partition}:iam::${accountId}:${rest}`;
