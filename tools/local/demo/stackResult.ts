import type { Invocation } from "../invocation.ts";
import type { PushDemo } from "./pushDemo.ts";

/** A deployed stack and its invocations. */
export interface InvokedStack {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** All invocations, in order. */
  readonly invocations: readonly Invocation[];
}

/** The results of the demonstration for one stack. */
export interface StackResult {
  readonly stackName: string;
  /** The secret that was set with `--secret`. */
  readonly secret: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** One cold invocation, followed by warm ones. */
  readonly invocations: readonly Invocation[];
  /** Undefined for prod, which does not set refreshOnChange. */
  readonly push: PushDemo | undefined;
}

/** Returns all invocations of a stack in order, each with its label. */
export const labeledInvocations = ({
  invocations,
  push,
}: StackResult): readonly (readonly [label: string, invocation: Invocation])[] => [
  ...invocations.map((invocation, index) => [index === 0 ? "cold" : "warm", invocation] as const),
  ...(push === undefined
    ? []
    : ([
        ["values changed", push.beforeEvent],
        ["after the event", push.afterEvent],
      ] as const)),
];

/** The response of the example app, as far as the demonstration reads it. */
export interface Response {
  readonly cache?: string;
  readonly sections?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Returns the response of an invocation; an empty one if it is missing. */
export const responseOf = (invocation: Invocation | undefined): Response => invocation?.payload ?? {};
