import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { RecycleDependencies } from "../../../app/runtime/recycler/recycleEnvironments.ts";

type Variables = Readonly<Record<string, string>>;

/** A Lambda API with one function and its revisions. It throws on any call that the recycler must not make. */
export class FakeLambda {
  variables: Variables | undefined;
  /** The environment variables of each successful update. */
  readonly written: Variables[] = [];
  /** Called before each of the next updates. An update fails with the error that is returned. */
  readonly updateErrors: (() => Error | undefined)[] = [];
  /** The error that a read reports instead of the variables. */
  readError: { readonly ErrorCode: string } | undefined;
  reads = 0;
  #revision = 0;

  constructor(variables: Variables) {
    this.variables = variables;
  }

  /** Changes the variables as another user of the API does. */
  change(variables: Variables): void {
    this.variables = variables;
    this.#revision++;
  }

  readonly client = {
    send: (command: unknown) => Promise.resolve(this.#respond(command)),
  } as unknown as RecycleDependencies["lambda"];

  #respond(command: unknown): unknown {
    if (command instanceof GetFunctionConfigurationCommand) {
      this.reads++;
      return { RevisionId: String(this.#revision), Environment: { Variables: this.variables, Error: this.readError } };
    }
    if (!(command instanceof UpdateFunctionConfigurationCommand)) throw new Error("unexpected command");
    const { RevisionId, Environment, ...rest } = command.input;
    if (Object.keys(rest).join() !== "FunctionName")
      throw new Error(`unexpected change of ${Object.keys(rest).join(", ")}`);
    const error = this.updateErrors.shift()?.();
    if (error !== undefined) throw error;
    if (RevisionId !== String(this.#revision)) throw namedError("PreconditionFailedException");
    const variables = Environment?.Variables ?? {};
    this.change(variables);
    this.written.push(variables);
    return {};
  }
}

/** Returns an error with the name of an AWS exception. */
export const namedError = (name: string): Error => Object.assign(new Error("failed"), { name });
