import { SECRET_PARAMETER_TYPE } from "../../../infra/storedSection.ts";
import { echoFile, functionsFile, sectionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { SECURE } from "./problemExample.ts";
import type { ProblemExample } from "./problemExample.ts";
import { SCHEMA_EXAMPLES } from "./schemaExamples.ts";

const ROLE = "arn:aws:iam::123456789012:role/deployer";
const ADMIN = "arn:aws:iam::123456789012:user/parameter-admin";
const existing = (section: string, Type = "String") => ({ Name: `/fixes/parameterStoreBlog/${section}`, Type });

const deployedSecret = (section: string) => ({
  type: SECRET_PARAMETER_TYPE,
  outputs: { name: existing(section).Name },
});

const LONG = "x".repeat(5000);

/** Names with special characters of shells, Pulumi paths or YAML. */
const ODD_NAMES = [
  ...[
    "12",
    "it's",
    "a b",
    "$HOME",
    "`id`",
    'say "hi"',
    "a\\b",
    "a\\",
    'a\\"b',
    "line\nbreak",
    "a[0]",
    "a.b",
    "-x",
    "é",
    "",
  ],
  ...["*", "#", "a: b", "~", "true", "1.10", "]", "secure", "%s", "&", "a=b", "--", "__proto__", "constructor", "!!"],
  ...["0", "'", '"', "\\", ".", "..", "[0]", "tab\t", "😀", "{}", "null", "0123", " "],
];

/** The hardest of them, for commands that encrypt and therefore are slow. */
const HARDEST = ["0", "it's", "a b", "$(id)`id`", 'a\\"b', "a\\", "a[0].b", "-x", "", "secure"];

/** Returns the lines of a map in which each name has this value. */
const named = (names: readonly string[], value: string): string =>
  names.map((name) => `    ${JSON.stringify(name)}: ${value}`).join("\n");

/** The files of an app with the function `viewer`, given the text of its settings. */
const appWith = (settings: string, kinds: Readonly<Record<string, "plain" | "secret">> = {}) => ({
  "functions.ts": functionsFile(`{ viewer: { reads: "all", ${settings} } }`),
  "sections.ts": sectionsFile(kinds),
  "viewer.ts": echoFile("viewer"),
});

/** Returns the files of an app with `viewer` and 99 other functions, given the text of what they read. */
const crowdedApp = (reads: string, kinds?: Readonly<Record<string, "plain" | "secret">>) => {
  const names = Array.from({ length: 99 }, (_, index) => `viewer${index}`);
  return {
    ...appWith(names.map((name) => `}, ${name}: { reads: ${reads}`).join(""), kinds),
    ...Object.fromEntries(names.map((name) => [`${name}.ts`, echoFile(name)])),
  };
};

/** Problems in `app/`, which only an edit fixes. */
const APP_EXAMPLES: readonly Pick<ProblemExample, "rule" | "app">[] = [
  {
    rule: /^must have another name: functions find parameters/,
    app: appWith("", { undeclared: "plain" }),
  },
  { rule: /^must have a name of only letters, digits, '.', '-' and '_'$/, app: appWith("", { $web: "plain" }) },
  { rule: /^must have another name: .* are reserved$/, app: appWith('}, runtime: { reads: "all"') },
  { rule: /^must have a name of letters and digits that starts/, app: appWith('}, "a-b": { reads: "all"') },
  { rule: /^must differ from \w+ in more than upper and lower case/, app: appWith('}, vieweR: { reads: "all"') },
  { rule: /^is missing: app\/functions.ts declares the function/, app: appWith('}, other: { reads: "all"') },
  { rule: /^must have a shorter name: the function name/, app: appWith(`}, ${"l".repeat(40)}: { reads: "all"`) },
  { rule: /^must compile: /, app: { ...appWith(""), "viewer.ts": "export const handler = ;" } },
  { rule: /^must export `handler`$/, app: { ...appWith(""), "viewer.ts": "" } },
  {
    rule: /^must define the function viewer, and defines other$/,
    app: {
      ...appWith(""),
      "viewer.ts": 'const defineHandler = (name: string) => name;\nexport const handler = defineHandler("other");',
    },
  },
  { rule: /^must be "all" or a list of sections$/, app: appWith("reads: 5") },
  { rule: /^must not list .*, which app\/sections.ts does not declare/, app: appWith('reads: ["web"]') },
  {
    rule: /^must list .* only once$/,
    app: appWith('reads: ["web", "web"]', { web: "plain" }),
  },
  { rule: /^must be a whole number of MB from 512 to 10240$/, app: appWith("ephemeralStorageMb: 5") },
  {
    rule: /^must have a smaller IAM policy/,
    app: appWith(`permissions: [{ actions: ["sqs:*"], resources: ["arn:aws:sqs:::${"x".repeat(10_240)}"] }]`),
  },
  { rule: /^must need a smaller key policy/, app: crowdedApp('"all"') },
];

export const PROBLEM_EXAMPLES: readonly ProblemExample[] = [
  ...APP_EXAMPLES.map((example) => ({ ...example, config: "", outside: true as const })),
  ...SCHEMA_EXAMPLES,
  { rule: /^is missing: app\/sections.ts declares it/, config: "", app: appWith("", { web: "plain", db: "secret" }) },
  {
    rule: /^must be in `(parameters|secrets)`: app\/sections.ts declares it/,
    config: `parameters: { db: { a: x, "b c": [d, { e: 5 }] } }\nsecrets: { web: { a: ${SECURE}, "$HOME": plain } }`,
    app: appWith("", { web: "plain", db: "secret" }),
  },
  {
    rule: /^must be in `secrets`: app\/sections.ts declares it/,
    config: `parameters: { db: { a: ${SECURE}, b: plain } }`,
    app: appWith("", { db: "secret" }),
  },
  {
    rule: /^must be in `parameters`: app\/sections.ts declares it/,
    config: "secrets: { web: text }",
    app: appWith("", { web: "plain" }),
  },
  {
    rule: /^must not be in both `parameters` and/,
    config: `parameters: { web: { a: x }, db: { a: x } }\nsecrets: { web: { a: plain }, db: { a: ${SECURE} } }`,
    app: appWith("", { web: "plain", db: "secret" }),
  },
  { rule: /^must map names of functions to their settings$/, config: "functions: [viewer]" },
  { rule: /^must be valid JSON$/, config: "functions: text" },
  {
    rule: /^must be a function of app\/functions.ts/,
    config: `functions:\n${named(["other", "$(id)`id`", "it's"], "{ memorySize: 1 }")}`,
  },
  { rule: /^must be an object of settings$/, config: "functions: { viewer: 5 }" },
  { rule: /^must be in app\/functions.ts only/, config: "functions: { viewer: { reads: all, memorySize: 512 } }" },
  { rule: /^is not a known setting\. Known settings: /, config: "functions: { viewer: { memory: 1, a b: c, -x: y } }" },
  {
    rule: /^must be a whole number of concurrent invocations from 0 to 1000$/,
    config: `functions: { viewer: { memorySize: 64, timeoutSeconds: [5], reservedConcurrency: -1, ephemeralStorageMb: { a: b } } }`,
  },
  { rule: /^must be arm64 or x86_64$/, config: "functions: { viewer: { architecture: arm } }" },
  { rule: /^must be true or false$/, config: "functions: { viewer: { loadDuringInit: soon } }" },
  { rule: /^must map names to texts$/, config: "functions: { viewer: { environment: [a] } }" },
  {
    rule: /^must have a name of at least two letters, digits and '_'/,
    config: `functions: { viewer: { environment: { A: x, a b: 5, "$HOME": y, -x: z, KEPT: k } } }`,
  },
  {
    rule: /^must have another name: Lambda or this project reserves it$/,
    config: "functions: { viewer: { environment: { AWS_REGION: 5, CONFIG_VERSION: x } } }",
  },
  {
    rule: /^must be text, but is /,
    config:
      "functions: { viewer: { environment: { ONE: 1, NEGATIVE: -1.5, FLAG: true, NONE: ~, LIST: [a, { b: c }], TOKEN_TTL: 60 } } }",
  },
  { rule: /^must be at most 3584 bytes as JSON/, config: `functions: { viewer: { environment: { BIG: ${LONG} } } }` },
  {
    rule: /^must be at most 3584 bytes as JSON .* together with that of app\/functions.ts$/,
    config: `functions: { viewer: { environment: { ONE: ${"x".repeat(2000)} } } }`,
    app: appWith(`environment: { TWO: "${"x".repeat(2000)}" }`),
  },
  { rule: /^must be a list of \{ actions, resources \}$/, config: "functions: { viewer: { permissions: sqs } }" },
  {
    rule: /^must be an object of actions and resources$/,
    config: "functions: { viewer: { permissions: [a, { actions: ['sqs:*'], resources: ['*'] }, b] } }",
  },
  {
    rule: /^must be a list of (actions|ARNs)$/,
    config:
      "functions: { viewer: { permissions: [{ actions: 'sqs:*' }, { resources: ['*'] }, { actions: { a: b }, resources: 5 }] } }",
  },
  {
    rule: /^must have an (action|ARN)$/,
    config: "functions: { viewer: { permissions: [{ actions: [], resources: [], effect: Deny }] } }",
  },
  {
    rule: /^must (not include .*: only `reads` gives access|be an action such as|be an ARN or \*$)/,
    config:
      "functions: { viewer: { permissions: [{ actions: ['sqs:*', 'ssm:*', kms], resources: [5, queue] }, { actions: ['*'], resources: ['*'] }] } }",
  },
  {
    rule: /^was set with --secret, but settings and environment variables/,
    config: `functions: { viewer: { memorySize: ${SECURE}, environment: { KEY: ${SECURE}, TOKEN: ${SECURE}, LEVEL: debug } } }`,
  },
  {
    rule: /^has a value that was set with --secret/,
    config: "",
    elsewhere: `functions: { viewer: { environment: { KEY: ${SECURE} } } }`,
    outside: true,
  },
  { rule: /^must name an existing IAM user$/, config: "adminUser: ''" },
  { rule: /^must name an existing IAM user$/, config: "", aws: { getUserError: "NoSuchEntity" }, outside: true },
  { rule: /^must be the name of an IAM user/, config: `adminUser: ${ROLE}` },
  { rule: /^must not be root/, config: "adminUser: root" },
  { rule: /^could not be looked up \(/, config: "", aws: { getUserError: "AccessDenied" }, outside: true },
  { rule: /^could not be looked up in IAM/, config: "", aws: { getUserError: "Throttling" }, outside: true },
  { rule: /^must be the ARN of an IAM role or user$/, config: "keyAdministrators: [5]" },
  { rule: /^must be the ARN of an IAM role or user$/, config: `keyAdministrators: [${ROLE}, deployer]` },
  {
    rule: /^must be the ARN of an IAM role or user, not of a role session$/,
    config: "keyAdministrators: [arn:aws:sts::123456789012:assumed-role/deployer/session]",
  },
  {
    rule: /^must be the ARN of an IAM role or user, not of the account's root user$/,
    config: "keyAdministrators: [arn:aws:iam::123456789012:root]",
  },
  { rule: /^is a duplicate$/, config: `keyAdministrators: [${ROLE}, ${ROLE}, ${ROLE}]` },
  {
    rule: /^must not be a service-linked role/,
    config: "keyAdministrators: [arn:aws:iam::123456789012:role/aws-service-role/x.amazonaws.com/X]",
  },
  {
    rule: /^is adminUser, which is always/,
    config: "keyAdministrators: [arn:aws:iam::123456789012:user/parameter-admin]",
  },
  {
    rule: /^must be in this account's partition/,
    config: "keyAdministrators: [arn:aws-cn:iam::123456789012:role/ci]",
  },
  {
    rule: /^must match the ARN of the role/,
    config: `keyAdministrators: [${ROLE}]`,
    aws: { principals: { [ADMIN]: "AIDA1", "arn:aws:iam::123456789012:role/ci/deployer": "AROA1" } },
  },
  {
    rule: /^must name an existing IAM role$/,
    config: `keyAdministrators: [${ROLE}]`,
    aws: { principals: { [ADMIN]: "AIDA1" } },
  },
  {
    rule: /^must name an existing IAM role; a user has this name$/,
    config: `keyAdministrators: [${ROLE}]`,
    aws: { principals: { [ADMIN]: "AIDA1", "arn:aws:iam::123456789012:user/deployer": "AIDA2" } },
  },
  {
    rule: /^must name an existing IAM user; a role has this name$/,
    config: "keyAdministrators: [arn:aws:iam::123456789012:user/deployer]",
    aws: { principals: { [ADMIN]: "AIDA1", [ROLE]: "AROA1" } },
  },
  {
    rule: /^could not be looked up( \(.*\))?: the deployer needs iam:Get(Role|User) on exactly this ARN/,
    config: `keyAdministrators: [${ROLE}]`,
    aws: { lookUpErrors: { "role/deployer": "AccessDenied" } },
    outside: true,
  },
  {
    rule: /^must belong to one principal: /,
    config: "",
    aws: { writerArn: ROLE },
    outside: true,
  },
  {
    rule: /^must work for the client that writes secrets/,
    config: "",
    aws: { writerFailure: "InvalidClientTokenId" },
    outside: true,
  },
  { rule: /^must be the same for all AWS calls/, config: "", aws: { region: "us-east-1" } },
  { rule: /^must be a list of section names$/, config: "adopt: '5'\nparameters: { appConfig: { a: b } }" },
  { rule: /^must be a section name$/, config: "adopt: [5]\nparameters: { appConfig: { a: b } }" },
  {
    rule: /^must be the name of a section in `parameters` or `secrets`$/,
    config: "adopt: [one, appConfig, two]\nparameters: { appConfig: { a: b } }",
  },
  { rule: /^must be a JSON array$/, config: "'aws:assumeRoles': text" },
  { rule: /^must be a JSON object$/, config: "'aws:ignoreTags': text" },
  { rule: /^must be a list of ARNs/, config: "keyAdministrators: '5'" },
  { rule: /^must be valid JSON$/, config: "keyAdministrators: deployer" },
  { rule: /^must include the deployer, arn/, config: "", aws: { callerArn: ROLE } },
  { rule: /^must include the deployer, arn/, config: `keyAdministrators: [${ROLE}]`, aws: { callerArn: `${ROLE}2` } },
  {
    rule: /^must include the deployer, but the deployer is the account's root user/,
    config: "",
    aws: { callerArn: "arn:aws:iam::123456789012:root" },
    outside: true,
  },
  { rule: /^must list only one file/, config: "'aws:sharedConfigFiles': [one, two]", outside: true },
  { rule: /^must have another name: __proto__/, config: 'parameters: { "__proto__": { a: b } }' },
  { rule: /^must be 1 to 31 lowercase letters/, config: "environment: Prod!" },
  { rule: /^must not start with "aws" or "ssm"/, config: "environment: aws-x" },
  { rule: /^is required$/, config: "appName: ''" },
  { rule: /^is required$/, config: "'aws:region': ''" },
  { rule: /^must contain only letters, digits and '-'$/, config: "appName: my app" },
  { rule: /^must be shorter: the function name/, config: `appName: ${"a".repeat(64)}` },
  { rule: /^must be a whole number of MB from 128/, config: "memorySize: 64" },
  { rule: /^must be a whole number of seconds from 1 to 900/, config: "timeoutSeconds: much" },
  { rule: /^must be a whole number of seconds from 0 to 86400; 0/, config: "cacheTtlSeconds: -1" },
  {
    rule: /^must be a whole number of seconds from 0 to 86400$/,
    config: "cacheMaxStaleSeconds: -1",
  },
  { rule: /^must be a whole number of days from 7 to 30/, config: "keyDeletionWindowDays: 3" },
  { rule: /^must be a CloudWatch Logs retention period/, config: "logRetentionDays: 42" },
  ...["refreshOnChange", "protect", "revealSecrets", "skipDeployerCheck"].map((key) => ({
    rule: /^must be true or false$/,
    config: `${key}: maybe`,
  })),
  {
    rule: /^must be false for so many functions/,
    config: "refreshOnChange: true\nparameters: { web: { a: b } }",
    app: crowdedApp('["web"]', { web: "plain" }),
  },
  { rule: /^must be the ARN of an SNS topic$/, config: "alarmTopicArn: alarms\nrefreshOnChange: true" },
  { rule: /^has no effect unless refreshOnChange/, config: "alarmTopicArn: arn:aws:sns:eu-west-1:111122223333:alarms" },
  { rule: /^must be the ARN of an IAM managed policy$/, config: "permissionsBoundary: boundary" },
  {
    rule: /^must be a policy of this account/,
    config: "permissionsBoundary: arn:aws-cn:iam::111122223333:policy/app/boundary",
  },
  { rule: /^must map names to JSON objects/, config: "parameters: [a]" },
  { rule: /^must map names to JSON objects/, config: "secrets: 5" },
  { rule: /^must be valid JSON$/, config: "parameters: text" },
  { rule: /^must be a JSON object, but is/, config: "parameters: { db: text, list: [a], none: ~ }" },
  { rule: /^must be a JSON object, but is/, config: `secrets: { db: ${SECURE} }` },
  { rule: /^must have a name of only letters/, config: `parameters:\n${named(HARDEST, "{ a: [x, { c: y }] }")}` },
  { rule: /^must have a name of only letters/, config: `secrets: { "a b": { c: ${SECURE}, "d e": [${SECURE}] } }` },
  { rule: /^must be at most 8192 bytes/, config: `parameters: { big: { a: ${LONG}, b: ${LONG} }, big2: { a: "" } }` },
  {
    rule: /^must not be in both `parameters` and/,
    config: `parameters: { db: { a: x } }\nsecrets: { db: { a: ${SECURE} } }`,
  },
  { rule: /^is not a known key/, config: HARDEST.map((name) => `${JSON.stringify(name)}: 1`).join("\n") },
  { rule: /^is not a known key/, config: "secrets.app.key: plain\nparameters.web.url: text\nsecrets.app: plain" },
  {
    rule: /^must be encrypted, but is in plain text$/,
    config: `secrets:\n  app:\n${named(HARDEST, "plain")}`,
    keeps: ["secrets", "app"],
  },
  {
    rule: /^must be encrypted, but is in plain text$/,
    config: "secrets: { app: { list: [a, [b, { c: d }], 5, ~, true] } }",
  },
  {
    rule: /^must be encrypted, but is in plain text$/,
    config: `secrets: { app: { a: x, b: ${SECURE}, list: [${SECURE}, y] } }`,
  },
  {
    rule: /^must be encrypted, but is not in Pulumi\..*, so this cannot be verified/,
    config: `secrets: { app: { one: ${SECURE} } }`,
    elsewhere: `secrets: { app: { one: ${SECURE}, two: ${SECURE} } }`,
  },
  {
    rule: /^has a value that was set with --secret/,
    config: "",
    elsewhere: `parameters: { app: { one: ${SECURE} } }`,
    outside: true,
  },
  {
    rule: /^must be encrypted, but is in plain text$/,
    config: String.raw`secrets: { app: { "a.b\\": plain, "a\\": plain } }`,
    inexpressible: true,
  },
  { rule: /^was set with --secret/, config: `parameters:\n  app:\n${named(HARDEST.slice(0, 5), SECURE)}` },
  {
    rule: /^was set with --secret/,
    config: `parameters: { app: { list: [a, ${SECURE}, [{ b: ${SECURE} }]], c: d } }`,
  },
  {
    rule: /^was set with --secret/,
    config: `parameters: { app: { a: ${SECURE} } }\nsecrets: { appSecrets: { a: ${SECURE} } }`,
  },
  {
    rule: /^must be quoted: without quotes, it becomes/,
    config: `parameters:\n  app:\n${named(ODD_NAMES, "0123")}`,
    keeps: ["parameters", "app"],
  },
  {
    rule: /^must be quoted: without quotes, it becomes/,
    config: `parameters: { app: { id: 1234567890123456789, date: 2024-01-31, list: [1.10, -1_0], token: 0123 } }`,
  },
  {
    rule: /^must be quoted: without quotes, it becomes/,
    config: "parameters: { app: { token: 1234567890123456789 } }",
  },
  { rule: /^must be quoted: without quotes, it becomes/, config: "appName: 007\nmemorySize: 0512" },
  {
    rule: /^must be quoted: Pulumi may have rounded/,
    config: "parameters: { app: { id: 1.2345678901234567e+19 } }",
  },
  {
    rule: /^must be quoted: Pulumi converted the unquoted date/,
    config: "parameters: { app: { date: 2024-01-31 00:00:00 +0000 UTC } }",
  },
  { rule: /^must be quoted: without quotes, its value changes/, config: "'aws:secretKey': 0123" },
  { rule: /^must have a quoted key/, config: "parameters: { app: { 0123: text, 1.10: { a: 1 } } }" },
  { rule: /^is not supported by the client that writes secrets/, config: "'aws:unknown': value" },
  ...[0, 1].map((alternative) => ({
    rule: /^already exists in Parameter Store/,
    config:
      'parameters: { "0": { a: b }, a.b: { a: b }, -x: { a: b }, "true": { a: b } }\nadopt: [a.b]\nsecrets: { db: { a: SECURE } }'.replace(
        "SECURE",
        SECURE,
      ),
    existing: [existing("0"), existing("a.b"), existing("-x"), existing("true"), existing("db", "SecureString")],
    alternative,
  })),
  {
    rule: /^must be a String in Parameter Store/,
    config: "parameters: { app: { a: b }, b: { a: b }, c: { a: b } }\nadopt: [app, b, c]",
    existing: [existing("app", "StringList"), existing("b"), existing("c", "SecureString")],
  },
  {
    rule: /^cannot become plain text while `protect` is true/,
    config: "parameters: { app: { a: b } }\nprotect: true",
    existing: [existing("app", "SecureString")],
    aws: { deployed: { "urn:pulumi:stack::project::type::config-app": deployedSecret("app") } },
  },
  {
    rule: /^is not supported by the client that writes secrets/,
    config: `'aws:assumeRoles': [{ roleArn: ${ROLE}, unknown: 1h }]`,
  },
];
