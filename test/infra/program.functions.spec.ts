import { expect } from "chai";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { runValidProgram } from "../../tools/fakes/program.ts";
import type { ProgramRun } from "../../tools/fakes/program.ts";
import { appDeclaring } from "../../tools/fakes/projectWithApp.ts";
import { only } from "../../tools/fakes/registrations.ts";
import { warningsOf } from "./support/warnings.ts";

const ACCOUNT = "arn:aws:iam::123456789012";
const PARAMETERS = "arn:aws:ssm:eu-west-1:123456789012:parameter/dev/parameterStoreBlog";
const roleOf = (name: string) => `${ACCOUNT}:role/parameterStoreBlog-dev_${name}-1234567`;

/** The options of a program whose app declares no section. */
const NO_SECTIONS = { secrets: {}, config: { "shared-secrets:parameters": {} } } as const;

const lambdaOf = (run: ProgramRun, name: string) =>
  only(run.resources, "aws:lambda/function:Function", `${name}-function`).inputs;
const policyIn = (run: ProgramRun, type: string, name: string) =>
  JSON.parse(String(only(run.resources, type, name).inputs["policy"])) as PolicyDocument;
const rolePolicyOf = (run: ProgramRun, name: string) =>
  policyIn(run, "aws:iam/rolePolicy:RolePolicy", `${name}-policy`).Statement;
const keyPolicyOf = (run: ProgramRun) => policyIn(run, "aws:kms/key:Key", "secrets-key").Statement;

describe("the settings of a function", () => {
  const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:mail";
  const SETTINGS = {
    memorySize: 192,
    timeoutSeconds: 9,
    reservedConcurrency: 2,
    architecture: "x86_64",
    ephemeralStorageMb: 1024,
    loadDuringInit: false,
    environment: { GREETING: "Hello" },
    permissions: [{ actions: ["sqs:SendMessage"], resources: [QUEUE] }],
  };
  const INPUTS = {
    memorySize: 192,
    timeout: 9,
    reservedConcurrentExecutions: 2,
    architectures: ["x86_64"],
    ephemeralStorage: { size: 1024 },
  };
  const settingsIn = (inputs: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.keys(INPUTS).flatMap((key) => (key in inputs ? [[key, inputs[key]]] : [])));
  const variables = (run: ProgramRun, name: string) =>
    (lambdaOf(run, name) as { environment: { variables: Record<string, string> } }).environment.variables;

  for (const [place, functions, config] of [
    ["app/functions.ts", { changed: { reads: [], ...SETTINGS }, other: { reads: [] } }, {}],
    [
      "the stack config",
      { changed: { reads: [], memorySize: 512 }, other: { reads: [] } },
      { "shared-secrets:functions": { changed: SETTINGS } },
    ],
  ] as const) {
    it(`reach its Lambda function and its role, and no other, from ${place}`, async () => {
      const { result: run } = await warningsOf(() =>
        runValidProgram({ ...NO_SECTIONS, app: appDeclaring(functions), config: { ...NO_SECTIONS.config, ...config } }),
      );
      expect(settingsIn(lambdaOf(run, "changed"))).to.deep.equal(INPUTS);
      expect(settingsIn(lambdaOf(run, "other"))).to.deep.equal({
        memorySize: 256,
        timeout: 5,
        architectures: ["arm64"],
        ephemeralStorage: { size: 512 },
      });
      expect(variables(run, "changed")).to.include({ GREETING: "Hello", ENV: "dev", LOAD_DURING_INIT: "false" });
      expect(variables(run, "other")).not.to.have.any.keys("GREETING", "LOAD_DURING_INIT");
      expect(rolePolicyOf(run, "changed").at(-1)).to.deep.equal({
        Sid: "Permission1",
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: [QUEUE],
      });
      expect(rolePolicyOf(run, "other").map(({ Sid }) => Sid)).to.deep.equal(["SendTraces", "WriteLog"]);
    });
  }
});

describe("reservedConcurrency", () => {
  it("can be 0, which stops a function", async () => {
    const functions = { stopped: { reads: [], reservedConcurrency: 0 } };
    const { result: run } = await warningsOf(() => runValidProgram({ ...NO_SECTIONS, app: appDeclaring(functions) }));
    expect(lambdaOf(run, "stopped")).to.include({ reservedConcurrentExecutions: 0 });
  });
});

describe("functions that read different secrets", () => {
  let run: ProgramRun;

  before(async () => {
    run = await runValidProgram({
      app: appDeclaring(
        {
          mailer: { reads: ["mail", "appConfig"] },
          importer: { reads: ["database", "mail"] },
          greeter: { reads: ["appConfig"] },
        },
        { appConfig: "plain", mail: "secret", database: "secret" },
      ),
      config: { "shared-secrets:parameters": { appConfig: { url: "x" } } },
      secrets: { mail: { key: "one" }, database: { password: "two" } },
    });
  });

  it("have roles that get exactly the parameters of their sections", () => {
    const readBy = (name: string) => rolePolicyOf(run, name).filter(({ Sid }) => Sid === "ReadParameters");
    for (const [name, ...sections] of [
      ["mailer", "mail", "appConfig"],
      ["importer", "database", "mail"],
      ["greeter", "appConfig"],
    ] as const) {
      expect(readBy(name)).to.deep.equal([
        {
          Sid: "ReadParameters",
          Effect: "Allow",
          Condition: {
            ArnEquals: {
              "lambda:SourceFunctionArn": `arn:aws:lambda:eu-west-1:123456789012:function:parameterStoreBlog-dev_${name}`,
            },
          },
          Action: "ssm:GetParameters",
          Resource: sections.map((section) => `${PARAMETERS}/${section}`),
        },
      ]);
    }
  });

  it("decrypt exactly their secrets, and a function that reads none decrypts nothing", () => {
    const decrypts = (name: string, ...secrets: readonly string[]) => ({
      Sid: `FunctionDecryptsAROA${name.toUpperCase()}`,
      Effect: "Allow",
      Principal: { AWS: roleOf(name) },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: {
        StringEquals: {
          "kms:ViaService": "ssm.eu-west-1.amazonaws.com",
          "kms:EncryptionContext:PARAMETER_ARN": secrets.map((secret) => `${PARAMETERS}/${secret}`),
        },
      },
    });
    expect(keyPolicyOf(run).filter(({ Action }) => [Action].flat().includes("kms:Decrypt"))).to.deep.equal([
      decrypts("mailer", "mail"),
      decrypts("importer", "database", "mail"),
      {
        Sid: "NobodyElseDecrypts",
        Effect: "Deny",
        Principal: "*",
        Action: ["kms:Decrypt", "kms:ReEncryptFrom"],
        Resource: "*",
        Condition: { StringNotEquals: { "aws:PrincipalArn": [roleOf("mailer"), roleOf("importer")] } },
      },
    ]);
  });

  it("are described by the sections that they read", () => {
    expect(lambdaOf(run, "mailer")["description"]).to.equal("Reads mail, appConfig under /dev/parameterStoreBlog");
  });
});

describe("a function that reads no section", () => {
  let run: ProgramRun;

  before(async () => {
    const app = appDeclaring({ ping: { reads: [] } });
    ({ result: run } = await warningsOf(() => runValidProgram({ ...NO_SECTIONS, app })));
  });

  it("has no statement for Parameter Store, and depends on no parameter", () => {
    expect(rolePolicyOf(run, "ping").map(({ Sid }) => Sid)).to.deep.equal(["SendTraces", "WriteLog"]);
    const { dependsOn, inputs } = only(run.resources, "aws:lambda/function:Function");
    expect(dependsOn).to.deep.equal(["parameterStoreBlog-dev_ping", "ping-logs", "ping-policy"]);
    expect(inputs["description"]).to.equal("Reads no section");
  });

  it("leaves the key without anyone who decrypts", () => {
    const decrypt = keyPolicyOf(run).filter(({ Action }) => [Action].flat().includes("kms:Decrypt"));
    expect(decrypt).to.deep.equal([
      {
        Sid: "NobodyElseDecrypts",
        Effect: "Deny",
        Principal: "*",
        Action: ["kms:Decrypt", "kms:ReEncryptFrom"],
        Resource: "*",
      },
    ]);
  });

  it("is the first function in the outputs", () => {
    expect(run.outputs).to.deep.include({ functionName: "parameterStoreBlog-dev_ping", parameterNames: [] });
    expect(run.outputs["functions"]).to.have.nested.property("ping.reads").that.deep.equals([]);
  });
});

describe("a program without functions", () => {
  it("deploys the key and the parameters, and has no functionName", async () => {
    const config = { "shared-secrets:parameters": { appConfig: { url: "x" } } };
    const { result, warnings } = await warningsOf(() =>
      runValidProgram({ app: appDeclaring({}, { appConfig: "plain" }), secrets: {}, config }),
    );
    expect(warnings).to.include("appConfig");
    expect(result.resources.map(({ name }) => name).sort()).to.deep.equal([
      "config",
      "config-appConfig",
      "secrets",
      "secrets-alias",
      "secrets-key",
    ]);
    expect(result.outputs).to.deep.include({ functions: {}, functionName: null, invokeCommand: null });
  });
});

describe("the description of a function", () => {
  it("has at most 256 characters: with many sections, it has their number", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `sectionWithALongName${index}`);
    const sections = Object.fromEntries(names.map((name) => [name, "plain" as const]));
    const parameters = Object.fromEntries(names.map((name) => [name, { a: 1 }]));
    const functions = { many: { reads: names }, few: { reads: names.slice(0, 8) } };
    const config = { "shared-secrets:parameters": parameters };
    const run = await runValidProgram({ app: appDeclaring(functions, sections), secrets: {}, config });
    expect(lambdaOf(run, "many")["description"]).to.equal("Reads 20 sections under /dev/parameterStoreBlog");
    expect(lambdaOf(run, "few")["description"]).to.include(names.slice(0, 8).join(", "));
    for (const name of ["many", "few"]) expect(String(lambdaOf(run, name)["description"]).length).to.be.at.most(256);
  });
});
