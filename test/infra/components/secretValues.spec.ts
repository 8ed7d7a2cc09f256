import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramRun } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";
import { CANARY, everyTextOf, expectNoCanary } from "../support/canary.ts";
import { isSecret, revealed } from "../support/secretValue.ts";

const FUNCTION = "aws:lambda/function:Function";

const variablesOf = (run: ProgramRun, name = "viewer"): unknown => {
  const { inputs } = only(run.resources, FUNCTION, `${name}-function`);
  const { environment } = inputs as { environment: { variables?: unknown } };
  return environment.variables;
};

describe("a secret's value", () => {
  let run: ProgramRun;

  before(async () => {
    run = await runProgram({ secrets: { appSecrets: { secretKey: CANARY, nested: { list: [CANARY] } } } });
  });

  it("is in the inputs of its own parameter", () => {
    const { inputs } = only(run.resources, "pulumi-nodejs:dynamic/ssm:SecureParameter");
    expect(revealed(inputs["value"])).to.equal(`{"secretKey":"${CANARY}","nested":{"list":["${CANARY}"]}}`);
  });

  it("is not in any other input of a resource", () => {
    for (const { type, name, inputs } of run.resources) {
      const { value, ...others } = inputs;
      expect(value === undefined || type === "pulumi-nodejs:dynamic/ssm:SecureParameter", name).to.be.true;
      expectNoCanary(revealed(others));
    }
  });

  it("is not in the outputs of the program", () => {
    expectNoCanary(run.outputs);
  });

  it("is the only secret input of all resources", () => {
    const secretInputs = run.resources.flatMap(({ name, inputs }) =>
      Object.entries(inputs).flatMap(([key, value]) =>
        isSecret(value) || everyTextOf(value).includes("1b47061264138c4ac30d75fd1eb44270") ? [`${name}.${key}`] : [],
      ),
    );
    expect(secretInputs).to.deep.equal(["config-appSecrets.value"]);
  });

  it("is revealed only if revealSecrets is true, and only by viewer", async () => {
    expect(variablesOf(run)).not.to.have.property("REVEAL_SECRETS");
    const revealing = await runProgram({ config: { "shared-secrets:revealSecrets": true } });
    expect(variablesOf(revealing)).to.have.property("REVEAL_SECRETS", "true");
    expect(variablesOf(revealing, "notifier")).not.to.have.property("REVEAL_SECRETS");
  });
});
