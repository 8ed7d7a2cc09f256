import { ParameterNotFound, PutParameterCommand, ThrottlingException, TooManyUpdates } from "@aws-sdk/client-ssm";
import type { SSMClient, SSMServiceException } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { parameter } from "../../../tools/local-provider/resources/parameter.ts";

const exception = { message: "slow down", Message: "slow down", $metadata: {} };

/** Creates a client whose PutParameter calls fail with the given errors, in order, before they succeed. */
function clientThatFails(...errors: SSMServiceException[]): { ssm: SSMClient; puts: () => number } {
  let puts = 0;
  const send = (command: unknown): Promise<object> => {
    if (!(command instanceof PutParameterCommand)) return Promise.resolve({ Parameter: {} });
    const error = errors[puts++];
    return error === undefined ? Promise.resolve({ Version: 1 }) : Promise.reject(error);
  };
  return { ssm: { send } as unknown as SSMClient, puts: () => puts };
}

const INPUTS = {
  name: "/dev/app/section",
  type: "String",
  insecureValue: "{}",
  tier: "Standard",
  description: "",
  tags: {},
};

describe("parameter of the local AWS provider", () => {
  it("is retried after throttling, as with the AWS provider", async () => {
    const { ssm, puts } = clientThatFails(new ThrottlingException(exception));
    expect((await parameter(ssm).create(INPUTS)).computed).to.include({ version: 1 });
    expect(puts()).to.equal(2);
  });

  for (const error of [new TooManyUpdates(exception), new ParameterNotFound(exception)]) {
    it(`is not retried after ${error.name}, as with the AWS provider`, async () => {
      const { ssm, puts } = clientThatFails(error);
      const outcome: unknown = await parameter(ssm)
        .create(INPUTS)
        .catch((reason: unknown) => reason);
      expect(outcome).to.equal(error);
      expect(puts()).to.equal(1);
    });
  }
});
