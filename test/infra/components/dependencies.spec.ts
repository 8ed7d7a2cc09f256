import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramRun } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";

describe("the order of resources", () => {
  let run: ProgramRun;
  const dependenciesOf = (type: string, name?: string) => only(run.resources, type, name).dependsOn;

  before(async () => {
    run = await runProgram({
      config: { "shared-secrets:parameters": { one: { a: 1 }, two: { a: 1 } } },
      secrets: { three: { a: "x" }, four: { a: "y" } },
    });
  });

  it("has the function wait for its rights, its log group and every parameter", () => {
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

  it("has secrets wait for the key, and the key for the role that decrypts", () => {
    for (const name of ["config-three", "config-four"]) {
      expect(dependenciesOf("pulumi-nodejs:dynamic/ssm:SecureParameter", name)).to.include("secrets-key");
    }
    expect(dependenciesOf("aws:kms/key:Key")).to.deep.equal(["parameterStoreBlog-dev"]);
  });

  it("writes one parameter after the other by name, plain and secret", () => {
    const [secret, plain] = ["pulumi-nodejs:dynamic/ssm:SecureParameter", "aws:ssm/parameter:Parameter"];
    expect(dependenciesOf(secret, "config-four")).to.deep.equal(["secrets-key"]);
    expect(dependenciesOf(plain, "config-one")).to.deep.equal(["config-four"]);
    expect(dependenciesOf(secret, "config-three")).to.deep.equal(["config-one", "secrets-key"]);
    expect(dependenciesOf(plain, "config-two")).to.deep.equal(["config-three"]);
  });

  it("holds the log group up for nothing", () => {
    expect(dependenciesOf("aws:cloudwatch/logGroup:LogGroup")).to.deep.equal([]);
  });
});
