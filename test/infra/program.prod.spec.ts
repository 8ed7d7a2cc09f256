import { expect } from "chai";
import { runProgram } from "../../tools/fakes/program.ts";
import type { ProgramRun } from "../../tools/fakes/program.ts";
import { expectInputs, typesAndNames } from "./support/inputs.ts";

describe("the program for prod", () => {
  let dev: ProgramRun;
  let prod: ProgramRun;

  before(async () => {
    dev = await runProgram({ stack: "dev" });
    prod = await runProgram({ stack: "prod" });
  });

  it("creates the same resources as for dev", () => {
    const alike = typesAndNames(dev).map((name) => name.replace("parameterStoreBlog-dev", "parameterStoreBlog-prod"));
    expect(typesAndNames(prod)).to.deep.equal(alike);
  });

  it("passes the inputs of prod to every resource", () => {
    expectInputs(prod, {
      environment: "prod",
      memorySize: 512,
      retentionInDays: 90,
      deletionWindowInDays: 30,
      insecureValue: '{"url":"https://www.example.com/","logLevel":"info","maxConnections":20}',
      value: '{"secretKey":"sample"}',
    });
  });

  it("protects only the key and the secrets", () => {
    const names = prod.resources.filter(({ protect }) => protect).map(({ name }) => name);
    expect(names.sort()).to.deep.equal(["config-appSecrets", "secrets-key"]);
  });

  it("exports no names of dev", () => {
    const { environment, functionName, parameterPath, keyAlias } = prod.outputs;
    expect({ environment, functionName, parameterPath, keyAlias }).to.deep.equal({
      environment: "prod",
      functionName: "parameterStoreBlog-prod_viewer",
      parameterPath: "/prod/parameterStoreBlog",
      keyAlias: "alias/parameterStoreBlog-prod",
    });
    expect(JSON.stringify(prod.outputs)).not.to.include("-dev").and.not.to.include("/dev/param");
  });
});
