import { expect } from "chai";
import { failure } from "../../../tools/fakes/awsServer.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { INPUTS, NAME, rejection, STATE, VALUE, withParameterProvider } from "../support/parameterProvider.ts";

describe("SecureParameterProvider's error", () => {
  const context = withParameterProvider({ "aws:maxRetries": "0" });

  /** Returns the error of a create, which must equal that of an update. */
  const errorAfter = async (type: string, message: string): Promise<Error> => {
    context.server.responders = { PutParameter: () => failure(type, message) };
    const error = await rejection(context.provider.create(INPUTS));
    const onUpdate = await rejection(context.provider.update(NAME, { ...STATE, version: 4 }, INPUTS));
    expect(onUpdate.message).to.equal(error.message);
    expectNoCanary(error, onUpdate);
    return error;
  };

  it("contains the commands that adopt or leave a parameter that already exists", async () => {
    const error = await errorAfter("ParameterAlreadyExists", "The parameter already exists.");
    expect(error.message)
      .to.match(/^\/dev\/app\/appSecrets already exists in Parameter Store and is not managed by this stack\. /)
      .and.to.include("Fix: `pulumi config set --path 'adopt[0]' appSecrets`")
      .and.to.include("`pulumi config rm --path 'secrets[\"appSecrets\"]'`")
      .and.not.include("delete-parameter");
  });

  for (const type of ["AccessDeniedException", "AccessDenied", "InvalidKeyId"]) {
    it(`contains AWS's message and the required permissions after ${type}`, async () => {
      const error = await errorAfter(type, "User: arn:aws:iam::123456789012:user/me is not authorized");
      expect(error.message)
        .to.include(`${NAME} could not be written (${type}): User: arn:aws:iam::123456789012:user/me is not authorized`)
        .and.to.include("ssm:PutParameter")
        .and.to.include("add it to keyAdministrators unless it is adminUser")
        .and.to.include(INPUTS.keyId);
    });
  }

  it("omits AWS's message when it quotes the rejected value", async () => {
    const quoting = `1 validation error detected: Value '${VALUE}' at 'value' failed to satisfy constraint`;
    const error = await errorAfter("ValidationException", quoting);
    expect(error.message).to.include(`${NAME} could not be written (ValidationException)`);
  });

  const limits: Record<string, readonly string[]> = {
    ValidationException: ["check aws:defaultTags"],
    ParameterLimitExceeded: ["its quota", "into one section", "Service Quotas"],
    ParameterMaxVersionLimitExceeded: [
      "100 versions",
      `\`aws ssm get-parameter-history --name ${NAME} --query 'Parameters[].[Version,Labels]'\``,
      "`aws ssm label-parameter-version`",
    ],
    HierarchyTypeMismatchException: ["another type", "`pulumi up --refresh`"],
  };
  for (const [type, fixes] of Object.entries(limits)) {
    it(`contains the fix for ${type}`, async () => {
      const error = await errorAfter(type, `about ${VALUE}`);
      expect(error.message).to.match(new RegExp(`^${NAME} could not be written \\(${type}\\): `));
      for (const fix of fixes) expect(error.message).to.include(fix);
    });
  }

  const others = {
    InvalidAllowedPatternException: `Parameter value '${VALUE}' does not match the pattern`,
    ParameterPatternMismatchException: `Value ${CANARY} cannot be validated against allowedPattern: ^\\d+$`,
    HierarchyTypeMismatchException: `${CANARY.slice(0, 9)}…`,
    InternalServerError: `while storing ${encodeURIComponent(VALUE)}`,
    SomethingNew: VALUE,
  };
  for (const [type, message] of Object.entries(others)) {
    it(`contains only the name of ${type}, even if AWS's message quotes the value`, async () => {
      const error = await errorAfter(type, message);
      expect(error.message)
        .to.include(`${NAME} could not be written (${type})`)
        .and.to.match(/Fix: .*`pulumi up/);
    });
  }

  it("contains nothing of a response that is not JSON", async () => {
    context.server.responders = { PutParameter: () => `${CANARY}<` };
    const error = await rejection(context.provider.create(INPUTS));
    expectNoCanary(error);
    expect(error.message).to.include(`${NAME} could not be written`);
  });

  it("contains the network error when there is no response", async () => {
    context.server.stop();
    const error = await rejection(context.provider.create(INPUTS));
    expectNoCanary(error);
    expect(error.message).to.match(/^\/dev\/app\/appSecrets could not be written \(.*ECONNREFUSED/);
  });

  it("is AWS's own error when a delete is denied", async () => {
    context.server.responders = { DeleteParameter: () => failure("AccessDeniedException", "not authorized") };
    const error = await rejection(context.provider.delete(NAME));
    expect(`${error.name}: ${error.message}`).to.equal("AccessDeniedException: not authorized");
  });
});

describe("SecureParameterProvider under throttling", () => {
  const context = withParameterProvider();

  it("retries a throttled call", async () => {
    let calls = 0;
    context.server.responders = {
      PutParameter: () => (++calls === 1 ? failure("ThrottlingException", "Rate exceeded") : { Version: 1 }),
    };
    const { outs } = await context.provider.create(INPUTS);
    expect(outs).to.include({ version: 1 });
    expect(context.server.actions).to.deep.equal(["PutParameter", "PutParameter"]);
  });
});
