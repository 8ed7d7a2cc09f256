import { expect } from "chai";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import type { FunctionDeclaration } from "../../../../app/runtime/defineHandler.ts";
import { functionPlans } from "../../../../infra/config/functions/functionPlans.ts";
import { runValidProgram, SAMPLE_SECRETS } from "../../../../tools/fakes/program.ts";
import { appDeclaring } from "../../../../tools/fakes/projectWithApp.ts";

const sections = { web: plain(), db: secret(), ignored: 5 };
const stack = { environment: "dev", appName: "app", memorySize: 256, timeoutSeconds: 5 };

const plansOf = (
  functions: Readonly<Record<string, FunctionDeclaration>>,
  configured: Readonly<Record<string, unknown>> = {},
) => functionPlans({ root: "", functions, sections }, configured, stack);

describe("functionPlans", () => {
  it("returns what each function reads", () => {
    const plans = plansOf({ all: { reads: "all" }, some: { reads: ["web", "db"] }, none: { reads: [] } });
    const common = { memorySize: 256, timeoutSeconds: 5 };
    expect(plans).to.deep.equal([
      { ...common, name: "all", functionName: "app-dev_all", reads: "all", sections: ["web", "db"], secrets: "all" },
      {
        ...common,
        name: "some",
        functionName: "app-dev_some",
        reads: ["web", "db"],
        sections: ["web", "db"],
        secrets: ["db"],
      },
      { ...common, name: "none", functionName: "app-dev_none", reads: [], sections: [], secrets: [] },
    ]);
  });

  it("prefers the stack config's functions to functions.ts, and that to the key for all functions", () => {
    const functions = {
      own: { reads: [], memorySize: 512, timeoutSeconds: 10, architecture: "x86_64" },
      other: { reads: [] },
    } as const;
    const [own, other] = plansOf(functions, { own: { memorySize: "1024" } });
    expect(own).to.include({ memorySize: 1024, timeoutSeconds: 10, architecture: "x86_64" });
    expect(other).to.include({ memorySize: 256, timeoutSeconds: 5 }).and.not.have.property("architecture");
  });

  it("prefers each environment variable of the stack config, and replaces permissions as a whole", () => {
    const allow = (action: string) => [{ actions: [action], resources: ["*"] }];
    const functions = {
      own: { reads: [], environment: { LEVEL: "info", URL: "a" }, permissions: allow("sqs:SendMessage") },
    } as const;
    const [own] = plansOf(functions, { own: { environment: { LEVEL: "debug" }, permissions: allow("sns:Publish") } });
    expect(own?.environment).to.deep.equal({ LEVEL: "debug", URL: "a" });
    expect(own?.permissions).to.deep.equal(allow("sns:Publish"));
  });

  it("treats a function named like a method of objects as any other", () => {
    const [plan] = plansOf({ constructor: { reads: [] } });
    expect(plan).to.include({ name: "constructor", memorySize: 256 });
  });
});

describe("the program", function () {
  this.timeout(60_000);

  it("deploys each setting of a function, with numbers as text in the stack config", async () => {
    const functions = {
      viewer: {
        memorySize: "1024",
        timeoutSeconds: "60",
        reservedConcurrency: 0,
        architecture: "x86_64",
        ephemeralStorageMb: "1024",
        environment: { LEVEL: "debug" },
      },
    };
    const { resources } = await runValidProgram({ config: { "shared-secrets:functions": functions } });
    const deployed = resources.filter(({ type }) => type === "aws:lambda/function:Function");
    const inputs = deployed.find(({ inputs: { name } }) => name === "parameterStoreBlog-dev_viewer")?.inputs;
    expect(inputs).to.deep.include({
      memorySize: 1024,
      timeout: 60,
      reservedConcurrentExecutions: 0,
      architectures: ["x86_64"],
      ephemeralStorage: { size: 1024 },
    });
    expect(inputs).to.have.nested.property("environment.variables.LEVEL", "debug");
  });

  it("deploys functions whose names equal those of other resources, objects' methods and sections", async () => {
    const names = ["constructor", "toString", "config", "secrets", "appConfig", "index"];
    const declared = Object.fromEntries(names.map((name) => [name, { reads: ["appConfig"] }]));
    const app = appDeclaring(declared, { appConfig: "plain", appSecrets: "secret" });
    const { resources } = await runValidProgram({ app, secrets: SAMPLE_SECRETS });
    const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
    expect(functions.map(({ inputs: { name } }) => name)).to.have.members(
      names.map((name) => `parameterStoreBlog-dev_${name}`),
    );
  });
});
