import { expect } from "chai";
import { ConfigurationError } from "../../../app/errors.ts";

/** The ConfigurationError that a promise rejects with; any other outcome fails the test. */
export async function configurationErrorOf(promise: Promise<unknown>): Promise<ConfigurationError> {
  const outcome: unknown = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(ConfigurationError);
  return outcome as ConfigurationError;
}
