import type { Invocation } from "../invocation.ts";
import type { PushDemo } from "./pushDemo.ts";

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

/** A function of the demonstration: one cold invocation, followed by a warm one. */
export interface FunctionResult extends InvokedFunction {
  /** The name in `app/functions.ts`. */
  readonly name: string;
  readonly reads: "all" | readonly string[];
}

/** The results of the demonstration for one stack. */
export interface StackResult {
  readonly stackName: string;
  /** The value of `secretKey` that was set with `--secret`, for each secret section. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The stack's first function is the first. */
  readonly functions: readonly FunctionResult[];
  /** Undefined for prod, which does not set refreshOnChange. */
  readonly push: PushDemo | undefined;
}

/** A function as its stack's outputs describe it. */
export type DeployedFunction = Pick<FunctionResult, "name" | "functionName" | "reads">;

/** Returns the functions of a stack. The engine sorts outputs by name; here, the stack's first function is the first. */
export function functionsOf(outputs: StackResult["outputs"]): DeployedFunction[] {
  const functions = (outputs["functions"] ?? {}) as Readonly<Record<string, Omit<DeployedFunction, "name">>>;
  return Object.entries(functions)
    .map(([name, { functionName, reads }]) => ({ name, functionName, reads }))
    .sort((one, other) => Number(isFirst(outputs, other)) - Number(isFirst(outputs, one)));
}

const isFirst = (outputs: StackResult["outputs"], { functionName }: DeployedFunction): boolean =>
  functionName === outputs["functionName"];

/** Returns the sections of a stack, from the names of its parameters. */
export const sectionsOf = (outputs: StackResult["outputs"]): string[] =>
  (outputs["parameterNames"] as readonly string[]).map((name) => name.slice(name.lastIndexOf("/") + 1));

/** Returns whether a function reads a section. */
export const readsSection = ({ reads }: Pick<DeployedFunction, "reads">, section: string): boolean =>
  reads === "all" || reads.includes(section);

/** Returns all invocations of a stack, each with its function and its label. The last ones belong to the first function. */
export function labeledInvocations({ functions, push }: StackResult): readonly LabeledInvocation[] {
  const [first] = functions;
  return [
    ...functions.flatMap(({ name, invocations }) =>
      invocations.map((invocation, index) => ({ name, label: index === 0 ? "cold" : "warm", invocation })),
    ),
    ...(push === undefined || first === undefined
      ? []
      : [
          { name: first.name, label: "values changed", invocation: push.beforeEvent },
          { name: first.name, label: "after the event", invocation: push.afterEvent },
        ]),
  ];
}

export interface LabeledInvocation {
  readonly name: string;
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

/** Returns whether a function is the sample's viewer, which responds with its sections, or fails. */
export function isSampleViewer(result: FunctionResult | undefined): boolean {
  const cold = result?.invocations[0];
  return result?.name === "viewer" && (cold?.functionError !== undefined || responseOf(cold).sections !== undefined);
}
