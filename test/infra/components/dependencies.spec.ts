import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramRun } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";

describe("resource dependencies", () => {
  let run: ProgramRun;
  const dependenciesOf = (type: string, name?: string) => only(run.resources, type, name).dependsOn;

  before(async () => {
    run = await runProgram({
      config: { "shared-secrets:parameters": { one: { a: 1 }, two: { a: 1 } } },
      secrets: { three: { a: "x" }, four: { a: "y" } },
    });
  });

  it("the function depends on its role, its policy, its log group and every parameter", () => {
    expect(dependenciesOf("aws:lambda/function:Function")).to.deep.equal([
      "config-four",
      "config-one",
      "config-three",
      "config-two",
      "parameterStoreBlog-dev",
      "reader-logs",
      "reader-policy",
    ]);
  });

  it("secrets depend on the key, and the key on the decrypting role", () => {
    for (const name of ["config-three", "config-four"]) {
      expect(dependenciesOf("pulumi-nodejs:dynamic/ssm:SecureParameter", name)).to.include("secrets-key");
    }
    expect(dependenciesOf("aws:kms/key:Key")).to.deep.equal(["parameterStoreBlog-dev"]);
  });

  it("each parameter depends on the previous one by name, plain or secret", () => {
    const [secret, plain] = ["pulumi-nodejs:dynamic/ssm:SecureParameter", "aws:ssm/parameter:Parameter"];
    expect(dependenciesOf(secret, "config-four")).to.deep.equal(["secrets-key"]);
    expect(dependenciesOf(plain, "config-one")).to.deep.equal(["config-four"]);
    expect(dependenciesOf(secret, "config-three")).to.deep.equal(["config-one", "secrets-key"]);
    expect(dependenciesOf(plain, "config-two")).to.deep.equal(["config-three"]);
  });

  it("the log group depends on nothing", () => {
    expect(dependenciesOf("aws:cloudwatch/logGroup:LogGroup")).to.deep.equal([]);
  });
});
