import { expect } from "chai";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";

/** The error that a promise rejects with; any other outcome fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const outcome: unknown = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(Error);
  return outcome as Error;
}

/** The same for a ConfigurationError. */
export async function configurationErrorOf(promise: Promise<unknown>): Promise<ConfigurationError> {
  const error = await errorOf(promise);
  return error instanceof ConfigurationError ? error : expect.fail(`it is no ConfigurationError: ${String(error)}`);
}
