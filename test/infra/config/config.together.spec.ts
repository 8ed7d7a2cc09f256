import { expect } from "chai";
import { appReadingAll, functionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { CANARY } from "../support/canary.ts";
import { configProblems } from "../support/configProblems.ts";

/** An app with a problem of each kind. */
const BAD_APP = {
  "sections.ts": `
import * as z from "zod/mini";
import { plain, secret } from "./runtime/configuration/section.ts";
export const appConfig = plain();
export const appSecrets = secret();
export const moved = secret();
export const undeclared = plain();
export const web = plain(z.object({ url: z.url(), port: z.int(), level: z.string() }));
export const db = secret(z.object({ user: z.string(), password: z.string() }));
export const absent = secret(z.object({ key: z.string() }));
`,
  "functions.ts": functionsFile(`{
    viewer: { reads: "all", memorySize: 1, environment: { AWS_REGION: "x" } },
    notifier: { reads: ["appConfig", "appConfig", "nothing"] },
    "bad-name": { reads: [] },
    recycler: { reads: [] },
    Viewer: { reads: [] },
    absent: { reads: [] },
    broken: { reads: [] },
    ${"l".repeat(50)}: { reads: [] },
  }`),
  "viewer.ts": "export const handler = {};",
  "notifier.ts": "export const handle = {};",
  "broken.ts": "export const handler = {\n  setUp: ,\n};",
};

describe("the problems of a config", () => {
  it("are reported together, including those between keys, those of the stack file and those of app/", async () => {
    const problems = await configProblems({
      app: BAD_APP,
      getUserError: "NoSuchEntity",
      config: {
        "aws:tagPolicyCompliance": "error",
        "shared-secrets:environment": "dev",
        "shared-secrets:memorySize": 64,
        "shared-secrets:timeoutSeconds": 0,
        "shared-secrets:logRetentionDays": 42,
        "shared-secrets:keyDeletionWindowDays": 3,
        "shared-secrets:keyAdministrators": ["arn:aws:iam::123456789012:root"],
        "shared-secrets:protect": "yes",
        "shared-secrets:parameters": { section: "text", "a/b": {}, good: {}, moved: {}, web: { url: "x", level: 1 } },
        "shared-secrets:functions": {
          viewer: { memorySize: "much", reads: "all", environment: { LEVEL: 1, "a-b": "x", "a-c": 2 } },
          other: {},
        },
        "shared-secrets:memorysize": 64,
      },
      secrets: { plain: { value: CANARY }, db: { user: { name: CANARY } } },
      storedSecrets: { plain: { value: CANARY }, db: { user: { name: { secure: "v1:cipher:text" } } } },
    });
    const long = "l".repeat(50);
    expect(problems.map(({ key }) => key)).to.have.members([
      "aws:tagPolicyCompliance",
      "memorySize",
      "timeoutSeconds",
      "logRetentionDays",
      "keyDeletionWindowDays",
      "keyAdministrators[0]",
      "protect",
      "parameters.section",
      'parameters["a/b"]',
      "parameters.moved",
      "parameters.appConfig",
      "parameters.undeclared",
      "parameters.web.url",
      "parameters.web.port",
      "parameters.web.level",
      "secrets.db.user",
      "secrets.db.password",
      "secrets.absent.key",
      "secrets.appSecrets",
      "secrets.plain.value",
      "adminUser",
      "memorysize",
      "functions.viewer.memorySize",
      "functions.viewer.reads",
      "functions.viewer.environment.LEVEL",
      "functions.viewer.environment.a-b",
      "functions.viewer.environment.a-c",
      "functions.viewer.environment.a-c",
      "functions.other",
      "app/sections.ts: undeclared",
      "app/functions.ts: viewer.memorySize",
      "app/functions.ts: viewer.environment.AWS_REGION",
      "app/functions.ts: notifier.reads",
      "app/functions.ts: notifier.reads",
      "app/functions.ts: bad-name",
      "app/functions.ts: recycler",
      "app/functions.ts: Viewer",
      `app/functions.ts: ${long}`,
      "app/absent.ts",
      `app/${long}.ts`,
      "app/notifier.ts",
      "app/broken.ts:2:10",
    ]);
  });

  it("contain a value only once that is not encrypted or not quoted, and does not match its schema either", async () => {
    const problems = await configProblems({
      app: {
        ...appReadingAll({}),
        "sections.ts": `
import * as z from "zod/mini";
import { plain, secret } from "./runtime/configuration/section.ts";
export const web = plain(z.object({ id: z.string() }));
export const db = secret(z.object({ key: z.url(), port: z.number() }));
`,
      },
      config: { "shared-secrets:parameters": { web: { id: 83 } } },
      secrets: { db: { key: CANARY, port: "1" } },
      files: {
        "Pulumi.dev.yaml": [
          "config:",
          "  shared-secrets:parameters: { web: { id: 0123 } }",
          `  shared-secrets:secrets: { db: { key: ${CANARY}, port: '1' } }`,
        ].join("\n"),
      },
    });
    expect(problems.map(({ key, rule }) => [key, rule.split(",")[0]])).to.deep.equal([
      ["secrets.db.port", "does not match app/sections.ts"],
      ["secrets.db.key", "must be encrypted"],
      ["secrets.db.port", "must be encrypted"],
      ["parameters.web.id", "must be quoted: without quotes"],
    ]);
  });

  it("contain an invalid environment next to all others", async () => {
    const problems = await configProblems({
      config: { "shared-secrets:environment": "Prod!", "shared-secrets:functions": { viewer: { timeoutSeconds: 0 } } },
    });
    expect(problems.map(({ key }) => key)).to.deep.equal(["environment", "functions.viewer.timeoutSeconds"]);
  });

  it("contain no value of a key that was given with --secret", async () => {
    const [problem] = await configProblems({
      config: { "shared-secrets:memorySize": CANARY },
      secretKeys: ["shared-secrets:secrets", "shared-secrets:memorySize"],
    });
    expect(problem).to.include({ key: "memorySize" }).and.not.to.have.property("given");
  });

  it("contain no setting of a function that was given with --secret", async () => {
    const problems = await configProblems({
      config: { "shared-secrets:functions": { viewer: { architecture: CANARY, environment: { KEY: CANARY } } } },
      secretKeys: ["shared-secrets:secrets", "shared-secrets:functions"],
    });
    expect(problems.map(({ key }) => key)).to.deep.equal(["functions.viewer.architecture", "functions"]);
  });

  it("contain no administrator that was given with --secret", async () => {
    const [problem] = await configProblems({
      getUserError: `NoSuchEntity: The user with name ${CANARY} cannot be found.`,
      config: { "shared-secrets:adminUser": CANARY },
      secretKeys: ["shared-secrets:secrets", "shared-secrets:adminUser"],
    });
    expect(problem).to.include({ key: "adminUser" }).and.not.to.have.property("given");
  });
});
