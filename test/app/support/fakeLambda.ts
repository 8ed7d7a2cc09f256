import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { RecycleDependencies } from "../../../app/runtime/recycler/recycleEnvironments.ts";

type Variables = Readonly<Record<string, string>>;

/** The environment variables of a function, and their revisions. */
class FakeFunction {
  variables: Variables | undefined;
  /** The environment variables of each successful update. */
  readonly written: Variables[] = [];
  /** Called before each of the next reads or updates. A request fails with the error that is returned. */
  readonly readErrors: (() => Error | undefined)[] = [];
  readonly updateErrors: (() => Error | undefined)[] = [];
  /** The error that a read reports instead of the variables. */
  variablesError: { readonly ErrorCode: string } | undefined;
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

  read(): unknown {
    this.reads++;
    throwIfAny(this.readErrors.shift()?.());
    return {
      RevisionId: String(this.#revision),
      Environment: { Variables: this.variables, Error: this.variablesError },
    };
  }

  update(variables: Variables, RevisionId: string | undefined): unknown {
    throwIfAny(this.updateErrors.shift()?.());
    if (RevisionId !== String(this.#revision)) throw namedError("PreconditionFailedException");
    this.change(variables);
    this.written.push(variables);
    return {};
  }
}

/** A Lambda API. It throws on any call that the recycler must not make. */
export class FakeLambda {
  readonly #functions: Map<string, FakeFunction>;

  /** @param functions the environment variables of the functions, by full name */
  constructor(functions: Readonly<Record<string, Variables>>) {
    this.#functions = new Map(
      Object.entries(functions).map(([name, variables]) => [name, new FakeFunction(variables)]),
    );
  }

  readonly client = {
    send: async (command: unknown) => {
      await Promise.resolve();
      return this.#respond(command);
    },
  } as unknown as RecycleDependencies["lambda"];

  /** Returns the function with a full name. */
  function(name: string): FakeFunction {
    const found = this.#functions.get(name);
    if (found === undefined) throw namedError("ResourceNotFoundException");
    return found;
  }

  delete(name: string): void {
    this.#functions.delete(name);
  }

  #respond(command: unknown): unknown {
    if (command instanceof GetFunctionConfigurationCommand) {
      return this.function(command.input.FunctionName ?? "").read();
    }
    if (!(command instanceof UpdateFunctionConfigurationCommand)) throw new Error("unexpected command");
    const { FunctionName = "", RevisionId, Environment, ...rest } = command.input;
    if (Object.keys(rest).length > 0) throw new Error(`unexpected change of ${Object.keys(rest).join(", ")}`);
    return this.function(FunctionName).update(Environment?.Variables ?? {}, RevisionId);
  }
}

function throwIfAny(error: Error | undefined): void {
  if (error !== undefined) throw error;
}

/** Returns an error with the name of an AWS exception. */
export const namedError = (name: string, message = "failed"): Error => Object.assign(new Error(message), { name });
