import { expect } from "chai";
import { failure } from "../../../tools/fakes/awsServer.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { INPUTS, NAME, rejection, STATE, VALUE, withParameterProvider } from "../support/parameterProvider.ts";

describe("SecureParameterProvider says why", () => {
  const context = withParameterProvider({ "aws:maxRetries": "0" });

  /** The error of a create; that of an update is the same. */
  const errorAfter = async (type: string, message: string): Promise<Error> => {
    context.server.answers = { PutParameter: () => failure(type, message) };
    const error = await rejection(context.provider.create(INPUTS));
    const onUpdate = await rejection(context.provider.update(NAME, { ...STATE, version: 4 }, INPUTS));
    expect(onUpdate.message).to.equal(error.message);
    expectNoCanary(error, onUpdate);
    return error;
  };

  it("a parameter that exists already is not taken over, and how to hand it over", async () => {
    const error = await errorAfter("ParameterAlreadyExists", "The parameter already exists.");
    expect(error.message)
      .to.match(/^\/dev\/app\/appSecrets exists already in Parameter Store, and is not in this stack's state\. /)
      .and.to.include("`pulumi config set --path 'adopt[0]' appSecrets`")
      .and.to.include("`pulumi config rm --path 'secrets[\"appSecrets\"]'`")
      .and.not.include("delete-parameter");
  });

  for (const type of ["AccessDeniedException", "AccessDenied", "InvalidKeyId"]) {
    it(`a write was denied with ${type}, in AWS's words, and which rights it needs`, async () => {
      const error = await errorAfter(type, "User: arn:aws:iam::123456789012:user/me is not authorized");
      expect(error.message)
        .to.include(`${NAME} could not be written (${type}): User: arn:aws:iam::123456789012:user/me is not authorized`)
        .and.to.include("ssm:PutParameter")
        .and.to.include("adminUser or in keyAdministrators")
        .and.to.include(INPUTS.keyId);
    });
  }

  it("a value was refused, without AWS's words, which quote it", async () => {
    const quoting = `1 validation error detected: Value '${VALUE}' at 'value' failed to satisfy constraint`;
    const error = await errorAfter("ValidationException", quoting);
    expect(error.message).to.include(`${NAME} could not be written`).and.to.include("ValidationException");
  });

  const limits: Record<string, readonly string[]> = {
    ParameterLimitExceeded: ["its quota", "into one section", "Service Quotas"],
    ParameterMaxVersionLimitExceeded: [
      "100 versions",
      `\`aws ssm get-parameter-history --name ${NAME} --query 'Parameters[].[Version,Labels]'\``,
      "`aws ssm label-parameter-version`",
    ],
    HierarchyLevelLimitExceededException: ["at most 15 levels", "`pulumi config set environment dev`"],
    HierarchyTypeMismatchException: ["another type", "`pulumi up --refresh`"],
  };
  for (const [type, remedies] of Object.entries(limits)) {
    it(`${type}, and what to do about it`, async () => {
      const error = await errorAfter(type, `about ${VALUE}`);
      expect(error.message).to.match(new RegExp(`^${NAME} could not be written \\(${type}\\): `));
      for (const remedy of remedies) expect(error.message).to.include(remedy);
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
    it(`nothing but ${type}, whatever AWS's message quotes`, async () => {
      const error = await errorAfter(type, message);
      expect(error.message).to.include(`${NAME} could not be written (${type})`);
    });
  }

  it("nothing of an answer that is not JSON", async () => {
    context.server.answers = { PutParameter: () => `${CANARY}<` };
    const error = await rejection(context.provider.create(INPUTS));
    expectNoCanary(error);
    expect(error.message).to.include(`${NAME} could not be written`);
  });

  it("the network's error when there is no answer", async () => {
    context.server.stop();
    const error = await rejection(context.provider.create(INPUTS));
    expectNoCanary(error);
    expect(error.message).to.match(/^\/dev\/app\/appSecrets could not be written \(.*ECONNREFUSED/);
  });

  it("a delete failed", async () => {
    context.server.answers = { DeleteParameter: () => failure("AccessDeniedException", "not authorized") };
    const error = await rejection(context.provider.delete(NAME));
    expect(`${error.name}: ${error.message}`).to.equal("AccessDeniedException: not authorized");
  });
});

describe("SecureParameterProvider", () => {
  const context = withParameterProvider();

  it("tries again when it is throttled", async () => {
    let calls = 0;
    context.server.answers = {
      PutParameter: () => (++calls === 1 ? failure("ThrottlingException", "Rate exceeded") : { Version: 1 }),
    };
    const { outs } = await context.provider.create(INPUTS);
    expect(outs).to.include({ version: 1 });
    expect(context.server.actions).to.deep.equal(["PutParameter", "PutParameter"]);
  });
});
