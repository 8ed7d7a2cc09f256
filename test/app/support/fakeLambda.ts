import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { RecycleDependencies } from "../../../app/runtime/recycler/recycleEnvironments.ts";

type Variables = Readonly<Record<string, string>>;

/** One function of Lambda, with its revisions; what is not expected of the renewer is an error. */
export class FakeLambda {
  variables: Variables | undefined;
  /** Of all that was written. */
  readonly written: Variables[] = [];
  /** What the next writes are refused with, and what is done before each. */
  readonly refusals: (() => Error | undefined)[] = [];
  readError: { readonly ErrorCode: string } | undefined;
  reads = 0;
  #revision = 0;

  constructor(variables: Variables) {
    this.variables = variables;
  }

  /** As somebody else does. */
  change(variables: Variables): void {
    this.variables = variables;
    this.#revision++;
  }

  readonly client = {
    send: (command: unknown) => Promise.resolve(this.#answer(command)),
  } as unknown as RecycleDependencies["lambda"];

  #answer(command: unknown): unknown {
    if (command instanceof GetFunctionConfigurationCommand) {
      this.reads++;
      return { RevisionId: String(this.#revision), Environment: { Variables: this.variables, Error: this.readError } };
    }
    if (!(command instanceof UpdateFunctionConfigurationCommand)) throw new Error("no such call");
    const { RevisionId, Environment, ...rest } = command.input;
    if (Object.keys(rest).join() !== "FunctionName") throw new Error(`it changes ${Object.keys(rest).join(", ")}`);
    const refusal = this.refusals.shift()?.();
    if (refusal !== undefined) throw refusal;
    if (RevisionId !== String(this.#revision)) throw named("PreconditionFailedException");
    const variables = Environment?.Variables ?? {};
    this.change(variables);
    this.written.push(variables);
    return {};
  }
}

export const named = (name: string): Error => Object.assign(new Error("refused"), { name });
