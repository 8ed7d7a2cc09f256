import { expect } from "chai";
import type { DeclaredApp } from "../../../../infra/config/functions/declaredApp.ts";
import { settingsProblems } from "../../../../infra/config/functions/settingsProblems.ts";
import { CANARY } from "../../support/canary.ts";
import { configProblems } from "../../support/configProblems.ts";

const STACK = { fileName: "Pulumi.dev.yaml", quiet: false };

/** Returns the problems of settings in `app/functions.ts` and in the stack config. */
const problemsOf = (declared: unknown, configured: Readonly<Record<string, unknown>>) =>
  settingsProblems(
    { root: "", functions: { viewer: declared } as DeclaredApp["functions"], sections: {} },
    configured,
    STACK,
  );

const RULES = {
  memorySize: "must be a whole number of MB from 128 to 10240",
  timeoutSeconds: "must be a whole number of seconds from 1 to 900",
  reservedConcurrency: "must be a whole number of concurrent invocations from 0 to 1000",
  ephemeralStorageMb: "must be a whole number of MB from 512 to 10240",
  architecture: "must be arm64 or x86_64",
  loadDuringInit: "must be true or false",
};

const rejected: readonly [setting: keyof typeof RULES, value: unknown, example: string][] = [
  ["memorySize", 127, "256"],
  ["memorySize", "10241", "256"],
  ["memorySize", 128.5, "256"],
  ["memorySize", true, "256"],
  ["timeoutSeconds", 0, "5"],
  ["timeoutSeconds", "901", "5"],
  ["timeoutSeconds", "5m", "5"],
  ["reservedConcurrency", -1, "10"],
  ["reservedConcurrency", 1001, "10"],
  ["ephemeralStorageMb", 511, "512"],
  ["ephemeralStorageMb", "10241", "512"],
  ["architecture", "arm", "arm64"],
  ["architecture", 64, "arm64"],
  ["loadDuringInit", "no", "false"],
  ["loadDuringInit", 0, "false"],
];

describe("settingsProblems", () => {
  for (const [setting, value, example] of rejected) {
    it(`rejects ${setting} ${JSON.stringify(value)} in both places`, () => {
      const settings = { [setting]: value };
      const found = { rule: RULES[setting], given: String(value) };
      expect(problemsOf({ reads: [], ...settings }, { viewer: settings })).to.deep.equal([
        {
          key: `app/functions.ts: viewer.${setting}`,
          ...found,
          fix: { byHand: "correct it in app/functions.ts" },
        },
        {
          key: `functions.viewer.${setting}`,
          ...found,
          fix: `pulumi config set --path 'functions.viewer.${setting}' ${example}`,
        },
      ]);
    });
  }

  it("accepts settings in either place", () => {
    expect(problemsOf({ reads: "all", memorySize: 128 }, { viewer: { memorySize: "256" } })).to.deep.equal([]);
    expect(problemsOf({ reads: "all" }, {})).to.deep.equal([]);
  });

  it("rejects settings of a function that does not exist", () => {
    expect(problemsOf({ reads: [] }, { view: { memorySize: 1 }, constructor: {} })).to.deep.equal(
      ["view", "constructor"].map((name) => ({
        key: `functions.${name}`,
        rule: "must be a function of app/functions.ts (functions: viewer)",
        fix: `pulumi config rm --path 'functions.${name}'`,
      })),
    );
  });

  it("rejects settings that are not an object", () => {
    const [problem] = problemsOf({ reads: [] }, { viewer: 5 });
    expect(problem).to.deep.equal({
      key: "functions.viewer",
      rule: "must be an object of settings",
      given: "5",
      fix: "pulumi config rm --path 'functions.viewer'",
    });
  });

  it("rejects `reads` in the stack config, and other unknown settings in both places", () => {
    const known =
      "is not a known setting. Known settings: memorySize, timeoutSeconds, reservedConcurrency, architecture, " +
      "ephemeralStorageMb, loadDuringInit, environment, permissions";
    const problems = problemsOf({ reads: [], memory: 1 }, { viewer: { reads: "all", memory: 1 } });
    expect(problems.map(({ key, rule, fix }) => [key, rule, fix])).to.deep.equal([
      ["app/functions.ts: viewer.memory", known, { byHand: "correct it in app/functions.ts" }],
      ["functions.viewer.memory", known, "pulumi config rm --path 'functions.viewer.memory'"],
      [
        "functions.viewer.reads",
        "must be in app/functions.ts only: it is the same for all stacks",
        "pulumi config rm --path 'functions.viewer.reads'",
      ],
    ]);
  });
});

describe("the setting `environment`", () => {
  const problemsIn = (environment: unknown) =>
    problemsOf({ reads: [] }, { viewer: { environment } }).map(({ key, rule, given, fix }) => {
      expect(given).to.equal(undefined);
      return [key.replace("functions.viewer.environment", ""), rule, fix] as const;
    });
  const remove = (path: string) => `pulumi config rm --path 'functions.viewer.environment${path}'`;

  it("must be an object", () => {
    for (const value of ["LEVEL=debug", ["a"], 5]) {
      expect(problemsIn(value)).to.deep.equal([["", "must map names to texts", remove("")]]);
    }
  });

  for (const name of ["A", "1A", "A-B", "_HANDLER", "A B", ""]) {
    it(`rejects the name ${JSON.stringify(name)}, as Lambda does`, () => {
      const [[, rule] = []] = problemsIn({ [name]: "x" });
      expect(rule).to.equal("must have a name of at least two letters, digits and '_' that starts with a letter");
    });
  }

  for (const name of ["AWS_REGION", "AWS_ENDPOINT_URL", "LAMBDA_TASK_ROOT", "ENV", "CONFIG_VERSION", "RECYCLED_AT"]) {
    it(`rejects the reserved name ${name}`, () => {
      const rule = "must have another name: Lambda or this project reserves it";
      expect(problemsIn({ [name]: "x" })).to.deep.equal([[`.${name}`, rule, remove(`.${name}`)]]);
    });
  }

  it("rejects a name and a value that is not text, each with its own fix", () => {
    expect(problemsIn({ "a-b": 5 }).map(([, rule, fix]) => [rule, fix])).to.deep.equal([
      ["must be text, but is a number", "pulumi config set --path --type string 'functions.viewer.environment.a-b' 5"],
      ["must have a name of at least two letters, digits and '_' that starts with a letter", remove(".a-b")],
    ]);
  });

  it("accepts names that only start like reserved ones", () => {
    expect(problemsIn({ ENVIRONMENT: "x", awsRegion: "x", CACHE_TTL: "x" })).to.deep.equal([]);
  });

  it("rejects values that are not text, with the commands that make them text", () => {
    const set = (name: string, value: string) =>
      `pulumi config set --path --type string 'functions.viewer.environment.${name}' ${value}`;
    expect(problemsIn({ ONE: 1, FLAG: true, NONE: null, LIST: ["a"], TOKEN_TTL: 60 })).to.deep.equal([
      [".TOKEN_TTL", "must be text, but is a number", { byHand: "put quotes around 60 in Pulumi.dev.yaml" }],
      [".LIST", "must be text, but is an object", remove(".LIST")],
      [".NONE", "must be text, but is null", remove(".NONE")],
      [".FLAG", "must be text, but is a boolean", set("FLAG", "true")],
      [".ONE", "must be text, but is a number", set("ONE", "1")],
    ]);
  });

  it("is limited in size, also together with that of app/functions.ts", () => {
    const rule = (bytes: number) =>
      `must be at most 3584 bytes as JSON (Lambda's limit is 4096, of which the stack needs 512), but has ${bytes}`;
    expect(problemsIn({ BIG: "x".repeat(4000) })).to.deep.equal([["", rule(4010), remove("")]]);
    const half = "x".repeat(2000);
    expect(
      problemsOf({ reads: [], environment: { ONE: half } }, { viewer: { environment: { TWO: half } } }),
    ).to.deep.equal([
      {
        key: "functions.viewer.environment",
        rule: `${rule(4019)} together with that of app/functions.ts`,
        fix: remove(""),
      },
    ]);
  });
});

describe("the setting `permissions`", () => {
  const SET_ACTION = (index: number, action: number) =>
    `pulumi config set --path 'functions.viewer.permissions[${index}].actions[${action}]' sqs:SendMessage`;
  const SET_RESOURCE = (index: number, resource: number) =>
    `pulumi config set --path 'functions.viewer.permissions[${index}].resources[${resource}]' arn:aws:sqs:eu-west-1:111122223333:queue`;
  const REMOVE = (path: string) => `pulumi config rm --path 'functions.viewer.permissions${path}'`;
  const resources = ["*"];
  const actions = ["sqs:SendMessage"];

  const rejected: readonly [permissions: unknown, path: string, rule: string, fix: string | string[]][] = [
    ["sqs:*", "", "must be a list of { actions, resources }", REMOVE("")],
    [["sqs:*"], "[0]", "must be an object of actions and resources", REMOVE("[0]")],
    [
      [{ actions, resources, effect: "Deny" }],
      "[0].effect",
      "is not a known key. Known keys: actions, resources",
      REMOVE("[0].effect"),
    ],
    [[{ resources }], "[0].actions", "must be a list of actions", SET_ACTION(0, 0)],
    [
      [{ actions: "sqs:*", resources }],
      "[0].actions",
      "must be a list of actions",
      [REMOVE("[0].actions"), SET_ACTION(0, 0)],
    ],
    [[{ actions: [], resources }], "[0].actions", "must have an action", SET_ACTION(0, 0)],
    [
      [{ actions: ["sqs:*", 5], resources }],
      "[0].actions[1]",
      "must be an action such as sqs:SendMessage",
      SET_ACTION(0, 1),
    ],
    [[{ actions: ["*"], resources }], "[0].actions[0]", "must be an action such as sqs:SendMessage", SET_ACTION(0, 0)],
    [
      [{ actions: ["ssm:Get*"], resources }],
      "[0].actions[0]",
      "must not include ssm:Get*: only `reads` gives access to parameters and keys",
      SET_ACTION(0, 0),
    ],
    [[{ actions }], "[0].resources", "must be a list of ARNs", SET_RESOURCE(0, 0)],
    [[{ actions, resources: [] }], "[0].resources", "must have an ARN", SET_RESOURCE(0, 0)],
    [[{ actions, resources: ["queue"] }], "[0].resources[0]", "must be an ARN or *", SET_RESOURCE(0, 0)],
  ];
  for (const [permissions, path, rule, fix] of rejected) {
    it(`rejects ${JSON.stringify(permissions)}`, () => {
      const [problem, ...others] = problemsOf({ reads: [] }, { viewer: { permissions } });
      expect(others).to.deep.equal([]);
      expect(problem).to.deep.include({ key: `functions.viewer.permissions${path}`, rule, fix });
      const [declared] = problemsOf({ reads: [], permissions }, {});
      expect(declared).to.include({ key: `app/functions.ts: viewer.permissions${path}`, rule });
    });
  }

  it("removes entries of a list from its end, because a removal moves later ones", () => {
    const problems = problemsOf({ reads: [] }, { viewer: { permissions: ["a", { actions, resources }, "b"] } });
    expect(problems.map(({ fix }) => fix)).to.deep.equal([REMOVE("[2]"), REMOVE("[0]")]);
  });
});

describe("the program", () => {
  const secretKeys = ["shared-secrets:secrets", "shared-secrets:functions"];
  const functions = { viewer: { environment: { API_KEY: CANARY, LEVEL: "debug" }, architecture: "arm64" } };

  it("rejects variables and settings that were set with --secret, because AWS shows them in plain text", async () => {
    const encrypted = "{ secure: v1:cipher:text }";
    const file = `config:
  shared-secrets:secrets: { appSecrets: { secretKey: ${encrypted} } }
  shared-secrets:functions: { viewer: { environment: { API_KEY: ${encrypted}, LEVEL: debug }, architecture: ${encrypted} } }
`;
    const rule = "was set with --secret, but settings and environment variables are not encrypted";
    expect(
      await configProblems({
        config: { "shared-secrets:functions": functions },
        secretKeys,
        files: { "Pulumi.dev.yaml": file },
      }),
    ).to.deep.equal([
      {
        key: "functions.viewer.environment.API_KEY",
        rule,
        fix: [
          "pulumi config rm --path 'functions.viewer.environment.API_KEY'",
          "pulumi config set --secret --path 'secrets.viewerSecrets.API_KEY'",
        ],
      },
      {
        key: "functions.viewer.architecture",
        rule,
        fix: "pulumi config rm --path 'functions.viewer.architecture'",
      },
    ]);
  });

  it("rejects all functions if a secret value in them is not in the file", async () => {
    expect(await configProblems({ config: { "shared-secrets:functions": functions }, secretKeys })).to.deep.equal([
      {
        key: "functions",
        rule: "has a value that was set with --secret, but settings and environment variables are not encrypted",
        fix: "pulumi config rm functions",
      },
    ]);
  });

  for (const functions of ["text", [], 5, "null"]) {
    it(`rejects functions that are ${JSON.stringify(functions)}`, async () => {
      const [problem, ...others] = await configProblems({ config: { "shared-secrets:functions": functions } });
      expect(others).to.deep.equal([]);
      expect(problem).to.include({ key: "functions", fix: "pulumi config rm functions" });
    });
  }
});
