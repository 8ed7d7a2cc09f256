import type { Invocation } from "./invocation.ts";
import type { PushRound } from "./pushRound.ts";

export interface DemonstratedStack {
  readonly stackName: string;
  /** What was set with --secret. */
  readonly secret: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** One cold, then warm ones. */
  readonly invocations: readonly Invocation[];
  /** Only dev has one, so that prod shows the rest without it. */
  readonly push: PushRound | undefined;
}

/** All of a stack's invocations, in the order in which they were made, with what each is called. */
export const labelled = ({ invocations, push }: DemonstratedStack): readonly (readonly [string, Invocation])[] => [
  ...invocations.map((invocation, index) => [index === 0 ? "cold" : "warm", invocation] as const),
  ...(push === undefined
    ? []
    : ([
        ["values changed", push.before],
        ["after the event", push.after],
      ] as const)),
];

export interface Response {
  readonly cache?: string;
  readonly sections?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const responseOf = (invocation: Invocation | undefined): Response =>
  invocation?.payload ?? {}; /** What is reported of a stack of the local run. */
export interface InvokedStack {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly invocations: readonly Invocation[];
}
