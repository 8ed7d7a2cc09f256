import { expect } from "chai";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";

/** Returns the error that a promise rejects with. Fails the test on any other outcome. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const outcome: unknown = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(Error);
  return outcome as Error;
}

/** Returns the ConfigurationError that a promise rejects with. Fails the test on any other outcome. */
export async function configurationErrorOf(promise: Promise<unknown>): Promise<ConfigurationError> {
  const error = await errorOf(promise);
  return error instanceof ConfigurationError
    ? error
    : expect.fail(`expected a ConfigurationError, got ${String(error)}`);
}
