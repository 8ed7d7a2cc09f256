import type { DeployedFunction } from "../../lib/deployedFunctions.ts";
import type { Invocation } from "../invocation.ts";
import type { NamedInvocation, PushDemo } from "./pushDemo.ts";

/** A deployed function and its invocations. */
export interface InvokedFunction {
  readonly stackName: string;
  /** The full name, such as `parameterStoreBlog-dev_viewer`. */
  readonly functionName: string;
  /** The payload of each invocation. */
  readonly event: unknown;
  /** All invocations, in order. */
  readonly invocations: readonly Invocation[];
}

/** A function of the demonstration, and its first two invocations: a cold and a warm one. */
export interface FunctionResult extends InvokedFunction, Pick<DeployedFunction, "name" | "reads"> {}

/** The results of the demonstration for one stack. */
export interface StackResult {
  readonly stackName: string;
  /** The random values that were set with `--secret`, by section. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The stack's first function is the first. */
  readonly functions: readonly FunctionResult[];
  /** Undefined for prod, which does not set refreshOnChange, and if no function reads a section. */
  readonly push: PushDemo | undefined;
}

/** Returns the sections of a stack, from the names of its parameters. */
export const sectionsOf = (outputs: StackResult["outputs"]): string[] =>
  (outputs["parameterNames"] as readonly string[]).map((name) => name.slice(name.lastIndexOf("/") + 1));

/** Returns whether a function reads a section. */
export const readsSection = ({ reads }: Pick<DeployedFunction, "reads">, section: string): boolean =>
  reads === "all" || reads.includes(section);

/** Returns the invocations of a function, each with a label: those for its own sake, and those before and after a push. */
export function labeledInvocations({ name, invocations }: FunctionResult, push?: PushDemo): LabeledInvocation[] {
  const pushed = (label: string, each: readonly NamedInvocation[] = []): LabeledInvocation[] =>
    each.filter((one) => one.name === name).map(({ invocation }) => ({ label, invocation }));
  return [
    ...invocations.map((invocation, index) => ({ label: index === 0 ? "first" : "second", invocation })),
    ...pushed(`${push?.section ?? ""} changed`, push?.beforeEvent),
    ...pushed("after the event", push?.afterEvent),
  ];
}

export interface LabeledInvocation {
  readonly label: string;
  readonly invocation: Invocation;
}

/** The response of the sample functions, as far as the demonstration reads it. */
export interface Response {
  readonly cache?: string;
  readonly sections?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Returns the response of an invocation; an empty one if it is not an object. */
export function responseOf(invocation: Invocation | undefined): Response {
  const payload = invocation?.payload;
  return typeof payload === "object" && payload !== null ? payload : {};
}

/** Returns whether a function is the sample's viewer, which responds with its sections. */
export const isSampleViewer = ({ name, invocations: [first] }: FunctionResult): boolean =>
  name === "viewer" && responseOf(first).sections !== undefined;

/** Returns the first failed invocation of a function for its own sake. */
export const failedInvocation = ({ invocations }: FunctionResult): Invocation | undefined =>
  invocations.find(({ functionError }) => functionError !== undefined);
