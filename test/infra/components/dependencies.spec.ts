import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramRun } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";
import { SAMPLE_WITHOUT_SCHEMAS } from "../../../tools/fakes/sampleProject.ts";
import { warningsOf } from "../support/warnings.ts";

describe("resource dependencies", () => {
  let run: ProgramRun;
  const dependenciesOf = (type: string, name?: string) => only(run.resources, type, name).dependsOn;

  before(async () => {
    const options = {
      app: SAMPLE_WITHOUT_SCHEMAS,
      config: { "shared-secrets:parameters": { appConfig: { a: 1 }, two: { a: 1 } } },
      secrets: { appSecrets: { a: "x" }, four: { a: "y" } },
    };
    // Two of the sections are not declared, which is only a warning.
    ({ result: run } = await warningsOf(() => runProgram(options)));
  });

  const functionDependencies = (name: string) => dependenciesOf("aws:lambda/function:Function", `${name}-function`);

  it("a function that reads all sections depends on its role, its policy, its log group and every parameter", () => {
    expect(functionDependencies("viewer")).to.deep.equal([
      "config-appConfig",
      "config-appSecrets",
      "config-four",
      "config-two",
      "parameterStoreBlog-dev_viewer",
      "viewer-logs",
      "viewer-policy",
    ]);
  });

  it("a function that reads some sections depends only on their parameters", () => {
    expect(functionDependencies("notifier")).to.deep.equal([
      "config-appConfig",
      "notifier-logs",
      "notifier-policy",
      "parameterStoreBlog-dev_notifier",
    ]);
  });

  it("secrets depend on the key, and the key on the roles of functions that read a secret", () => {
    for (const name of ["config-appSecrets", "config-four"]) {
      expect(dependenciesOf("pulumi-nodejs:dynamic/ssm:SecureParameter", name)).to.include("secrets-key");
    }
    expect(dependenciesOf("aws:kms/key:Key")).to.deep.equal(["parameterStoreBlog-dev_viewer"]);
  });

  it("each parameter depends on the previous one by name, plain or secret", () => {
    const [secret, plain] = ["pulumi-nodejs:dynamic/ssm:SecureParameter", "aws:ssm/parameter:Parameter"];
    expect(dependenciesOf(plain, "config-appConfig")).to.deep.equal([]);
    expect(dependenciesOf(secret, "config-appSecrets")).to.deep.equal(["config-appConfig", "secrets-key"]);
    expect(dependenciesOf(secret, "config-four")).to.deep.equal(["config-appSecrets", "secrets-key"]);
    expect(dependenciesOf(plain, "config-two")).to.deep.equal(["config-four"]);
  });

  it("the log groups depend on nothing", () => {
    for (const name of ["viewer-logs", "notifier-logs"]) {
      expect(dependenciesOf("aws:cloudwatch/logGroup:LogGroup", name)).to.deep.equal([]);
    }
  });
});
