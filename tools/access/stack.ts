import { regionalArn } from "../../infra/naming.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";

/** The policies that control access to a stack's key, recycler and queue. */
export interface Documents {
  readonly keyPolicy: PolicyDocument;
  readonly recyclerPolicy: PolicyDocument;
  readonly recyclerTrustPolicy: PolicyDocument;
  /** The recycler's resource policy, which Lambda creates from the permission. */
  readonly recyclerPermission: PolicyDocument;
  readonly deadLetterQueuePolicy: PolicyDocument;
}

/** A function of a stack, with the policies of its role. */
export interface StackFunction {
  /** The name in `app/functions.ts`. */
  readonly name: string;
  /** The full name: `parameterStoreBlog-dev_viewer`. */
  readonly functionName: string;
  readonly functionArn: string;
  readonly logGroupName: string;
  readonly roleArn: string;
  readonly reads: "all" | readonly string[];
  readonly policy: PolicyDocument;
  readonly trustPolicy: PolicyDocument;
}

export type SectionKind = "plain" | "secret";

/** A stack that the program emits: its location, the principals and resources that it names, and its policies. */
export interface Stack {
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly keyArn: string;
  /** `/dev/parameterStoreBlog` */
  readonly parameterPath: string;
  /** The declared sections by name. */
  readonly sections: Readonly<Record<string, SectionKind>>;
  readonly functions: readonly StackFunction[];
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

/** A secret that was created manually under the stack's path. No section can have this name. */
export const UNDECLARED = "undeclared";

/** Returns every section of a stack by name, with the one that is not declared. */
export const allSections = ({ sections }: Pick<Stack, "sections">): Readonly<Record<string, SectionKind>> => ({
  ...sections,
  [UNDECLARED]: "secret",
});

/** Returns whether a function declares that it reads a section. */
export const readsSection = ({ reads }: Pick<StackFunction, "reads">, section: string): boolean =>
  reads === "all" || reads.includes(section);

/** Returns whether a function reads a secret. Only then does the key policy name its role. */
export const readsSecret = ({ reads }: Pick<StackFunction, "reads">, { sections }: Pick<Stack, "sections">): boolean =>
  reads === "all" || reads.some((section) => sections[section] === "secret");

/** Returns the ARN of a parameter or a path, which starts with a slash. */
export const parameterArn = (stack: Stack, path: string): string => regionalArn(stack, "ssm", `parameter${path}`);

export const iamArn = ({ partition, accountId }: Pick<Stack, "partition" | "accountId">, rest: string): string =>
  `arn:${partition}:iam::${accountId}:${rest}`;
