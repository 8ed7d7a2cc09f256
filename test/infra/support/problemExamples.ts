import { SECRET_PARAMETER_TYPE } from "../../../infra/storedSection.ts";
import type { MockAwsOptions } from "../../../tools/fakes/mockAws.ts";

/** A config with a problem, for the test that runs every fix in a shell. */
export interface ProblemExample {
  /** The rule that it breaks. A rule that no example breaks fails the tests. */
  readonly rule: RegExp;
  /** The config in the stack file, as YAML, below what each one needs. */
  readonly config: string;
  /** What arrives instead, from another source than the stack file: members of its config. */
  readonly elsewhere?: string;
  readonly aws?: MockAwsOptions;
  /** The parameters that Parameter Store has already. */
  readonly existing?: readonly object[];
  /** Which of several ways out is taken; default: the first. */
  readonly way?: number;
  /** The map whose names are the same before and after. */
  readonly keeps?: readonly [key: "parameters" | "secrets", section: string];
  /** The fix changes nothing in the config: other credentials, or what AWS has. */
  readonly outside?: true;
  /** It has a key that no command can name, so that a problem is left. */
  readonly unnamable?: true;
}

const SECURE = "{ secure: v1:bm9uY2U=:Y2lwaGVydGV4dA== }";
const ROLE = "arn:aws:iam::123456789012:role/deployer";
const ADMIN = "arn:aws:iam::123456789012:user/parameter-admin";
const existing = (section: string, Type = "String") => ({ Name: `/fixes/parameterStoreBlog/${section}`, Type });

const deployedSecret = (section: string) => ({
  type: SECRET_PARAMETER_TYPE,
  outputs: { name: existing(section).Name },
});

const LONG = "x".repeat(5000);

/** Names that a shell, Pulumi's paths or YAML could read in another way. */
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

/** The hardest of them, where a command takes longer: one that encrypts derives a key. */
const HARDEST = ["0", "it's", "a b", "$(id)`id`", 'a\\"b', "a\\", "a[0].b", "-x", "", "secure"];

/** Lines of a map in which each name has this value. */
const named = (names: readonly string[], value: string): string =>
  names.map((name) => `    ${JSON.stringify(name)}: ${value}`).join("\n");

export const PROBLEM_EXAMPLES: readonly ProblemExample[] = [
  { rule: /^must name an existing IAM user$/, config: "adminUser: ''" },
  { rule: /^must name an existing IAM user$/, config: "", aws: { getUserError: "NoSuchEntity" }, outside: true },
  { rule: /^must name an existing IAM user \(/, config: `adminUser: ${ROLE}` },
  { rule: /^must not be root/, config: "adminUser: root" },
  { rule: /^could not be looked up in IAM/, config: "", aws: { getUserError: "AccessDenied" }, outside: true },
  { rule: /^must be the ARN of an IAM role or user$/, config: "keyAdministrators: [5]" },
  { rule: /^must be the ARN of an IAM role or user$/, config: `keyAdministrators: [${ROLE}, deployer]` },
  {
    rule: /^must be the ARN of an IAM role or user \(of the role, not of a session of it\)$/,
    config: "keyAdministrators: [arn:aws:sts::123456789012:assumed-role/deployer/session]",
  },
  {
    rule: /^must be the ARN of an IAM role or user \(not the account's root user\)$/,
    config: "keyAdministrators: [arn:aws:iam::123456789012:root]",
  },
  { rule: /^is in the list twice$/, config: `keyAdministrators: [${ROLE}, ${ROLE}, ${ROLE}]` },
  {
    rule: /^must not be a service-linked role/,
    config: "keyAdministrators: [arn:aws:iam::123456789012:role/aws-service-role/x.amazonaws.com/X]",
  },
  {
    rule: /^is adminUser, who administers/,
    config: "keyAdministrators: [arn:aws:iam::123456789012:user/parameter-admin]",
  },
  {
    rule: /^must be in the partition of this account/,
    config: "keyAdministrators: [arn:aws-cn:iam::123456789012:role/ci]",
  },
  {
    rule: /^must be the ARN that IAM has for the role/,
    config: `keyAdministrators: [${ROLE}]`,
    aws: { principals: { [ADMIN]: "AIDA1", "arn:aws:iam::123456789012:role/ci/deployer": "AROA1" } },
  },
  {
    rule: /^must name an existing IAM role$/,
    config: `keyAdministrators: [${ROLE}]`,
    aws: { principals: { [ADMIN]: "AIDA1" } },
  },
  {
    rule: /^must name an existing IAM role: that is the name of a user$/,
    config: `keyAdministrators: [${ROLE}]`,
    aws: { principals: { [ADMIN]: "AIDA1", "arn:aws:iam::123456789012:user/deployer": "AIDA2" } },
  },
  {
    rule: /^must name an existing IAM user: that is the name of a role$/,
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
    rule: /^must belong to one principal for the whole deployment/,
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
  { rule: /^must be the same for the whole deployment/, config: "", aws: { region: "us-east-1" } },
  { rule: /^must be a list of names of sections$/, config: "adopt: '5'\nparameters: { appConfig: { a: b } }" },
  { rule: /^must be the name of a section$/, config: "adopt: [5]\nparameters: { appConfig: { a: b } }" },
  {
    rule: /^must be the name of a section in parameters or in secrets$/,
    config: "adopt: [one, appConfig, two]\nparameters: { appConfig: { a: b } }",
  },
  { rule: /^must be a JSON array$/, config: "'aws:assumeRoles': text" },
  { rule: /^must be a JSON object$/, config: "'aws:ignoreTags': text" },
  { rule: /^must be a list of ARNs/, config: "keyAdministrators: '5'" },
  { rule: /^must be JSON$/, config: "keyAdministrators: deployer" },
  { rule: /^must include who deploys/, config: "", aws: { callerArn: ROLE } },
  { rule: /^must include who deploys/, config: `keyAdministrators: [${ROLE}]`, aws: { callerArn: `${ROLE}2` } },
  {
    rule: /^is not enough: the account's root user/,
    config: "",
    aws: { callerArn: "arn:aws:iam::123456789012:root" },
    outside: true,
  },
  { rule: /^must be 1 to 31 lowercase letters/, config: "environment: Prod!" },
  { rule: /^must not begin with aws or ssm/, config: "environment: aws-x" },
  { rule: /^must be given$/, config: "appName: ''" },
  { rule: /^must be given$/, config: "'aws:region': ''" },
  { rule: /^must be letters, digits, '-' and '_'$/, config: "appName: my app" },
  { rule: /^must make a function name of at most 64/, config: `appName: ${"a".repeat(64)}` },
  { rule: /^must be a whole number from 128/, config: "memorySize: 64" },
  { rule: /^must be a whole number from 1 to 900/, config: "timeoutSeconds: much" },
  { rule: /^must be a whole number from 0 to 86400 \(seconds, a day at the most; 0/, config: "cacheTtlSeconds: -1" },
  {
    rule: /^must be a whole number from 0 to 86400 \(seconds, a day at the most\)/,
    config: "cacheMaxStaleSeconds: -1",
  },
  { rule: /^must be a whole number from 7 to 30/, config: "keyDeletionWindowDays: 3" },
  { rule: /^must be a CloudWatch Logs retention period/, config: "logRetentionDays: 42" },
  ...["refreshOnChange", "protect", "revealSecrets", "skipDeployerCheck"].map((key) => ({
    rule: /^must be true or false$/,
    config: `${key}: maybe`,
  })),
  { rule: /^must be the ARN of an SNS topic$/, config: "alarmTopicArn: alarms\nrefreshOnChange: true" },
  { rule: /^hears of nothing without/, config: "alarmTopicArn: arn:aws:sns:eu-west-1:111122223333:alarms" },
  { rule: /^must map names to JSON objects/, config: "parameters: [a]" },
  { rule: /^must map names to JSON objects/, config: "secrets: 5" },
  { rule: /^must be JSON$/, config: "parameters: text" },
  { rule: /^must be a JSON object, and is/, config: "parameters: { db: text, list: [a], none: ~ }" },
  { rule: /^must be a JSON object, and is/, config: `secrets: { db: ${SECURE} }` },
  { rule: /^must have a name of letters/, config: `parameters:\n${named(HARDEST, "{ a: [x, { c: y }] }")}` },
  { rule: /^must have a name of letters/, config: `secrets: { "a b": { c: ${SECURE}, "d e": [${SECURE}] } }` },
  { rule: /^must be at most 8192 bytes/, config: `parameters: { big: { a: ${LONG}, b: ${LONG} }, big2: { a: "" } }` },
  {
    rule: /^must not stand in parameters and/,
    config: `parameters: { db: { a: x } }\nsecrets: { db: { a: ${SECURE} } }`,
  },
  { rule: /^is none of the keys/, config: HARDEST.map((name) => `${JSON.stringify(name)}: 1`).join("\n") },
  { rule: /^is none of the keys/, config: "secrets.app.key: plain\nparameters.web.url: text\nsecrets.app: plain" },
  {
    rule: /^must be encrypted, and is in plain text$/,
    config: `secrets:\n  app:\n${named(HARDEST, "plain")}`,
    keeps: ["secrets", "app"],
  },
  {
    rule: /^must be encrypted, and is in plain text$/,
    config: "secrets: { app: { list: [a, [b, { c: d }], 5, ~, true] } }",
  },
  {
    rule: /^must be encrypted, and is in plain text$/,
    config: `secrets: { app: { a: x, b: ${SECURE}, list: [${SECURE}, y] } }`,
  },
  {
    rule: /^must be encrypted, and is not in Pulumi\..*, where that can be seen$/,
    config: `secrets: { app: { one: ${SECURE} } }`,
    elsewhere: `secrets: { app: { one: ${SECURE}, two: ${SECURE} } }`,
  },
  {
    rule: /^has a value that was given with --secret/,
    config: "",
    elsewhere: `parameters: { app: { one: ${SECURE} } }`,
    outside: true,
  },
  {
    rule: /^must be encrypted, and is in plain text$/,
    config: String.raw`secrets: { app: { "a.b\\": plain, "a\\": plain } }`,
    unnamable: true,
  },
  { rule: /^was given with --secret/, config: `parameters:\n  app:\n${named(HARDEST.slice(0, 5), SECURE)}` },
  {
    rule: /^was given with --secret/,
    config: `parameters: { app: { list: [a, ${SECURE}, [{ b: ${SECURE} }]], c: d } }`,
  },
  {
    rule: /^was given with --secret/,
    config: `parameters: { app: { a: ${SECURE} } }\nsecrets: { appSecrets: { a: ${SECURE} } }`,
  },
  {
    rule: /^must keep its value, and without quotes becomes/,
    config: `parameters:\n  app:\n${named(ODD_NAMES, "0123")}`,
    keeps: ["parameters", "app"],
  },
  {
    rule: /^must keep its value, and without quotes becomes/,
    config: `parameters: { app: { id: 1234567890123456789, date: 2024-01-31, list: [1.10, -1_0], token: 0123 } }`,
  },
  {
    rule: /^must keep its value, and without quotes becomes/,
    config: "parameters: { app: { token: 1234567890123456789 } }",
  },
  { rule: /^must keep its value, and without quotes becomes/, config: "appName: 007\nmemorySize: 0512" },
  {
    rule: /^must keep its value, and .* more digits than are kept/,
    config: "parameters: { app: { id: 1.2345678901234567e+19 } }",
  },
  {
    rule: /^must keep its value, and .* is what Pulumi has made of a date/,
    config: "parameters: { app: { date: 2024-01-31 00:00:00 +0000 UTC } }",
  },
  { rule: /^must keep its value, and would change without quotes/, config: "'aws:secretKey': 0123" },
  { rule: /^has a key that is written without quotes/, config: "parameters: { app: { 0123: text, 1.10: { a: 1 } } }" },
  { rule: /^is not supported when writing secrets/, config: "'aws:unknown': value" },
  ...[0, 1].map((way) => ({
    rule: /^exists already in Parameter Store/,
    config:
      'parameters: { "0": { a: b }, a.b: { a: b }, -x: { a: b }, "true": { a: b } }\nadopt: [a.b]\nsecrets: { db: { a: SECURE } }'.replace(
        "SECURE",
        SECURE,
      ),
    existing: [existing("0"), existing("a.b"), existing("-x"), existing("true"), existing("db", "SecureString")],
    way,
  })),
  {
    rule: /^must be a String in Parameter Store/,
    config: "parameters: { app: { a: b }, b: { a: b }, c: { a: b } }\nadopt: [app, b, c]",
    existing: [existing("app", "StringList"), existing("b"), existing("c", "SecureString")],
  },
  {
    rule: /^was a secret when this stack was last deployed/,
    config: "parameters: { app: { a: b } }\nprotect: true",
    existing: [existing("app", "SecureString")],
    aws: { deployed: { "urn:pulumi:stack::project::type::config-app": deployedSecret("app") } },
  },
  {
    rule: /^is not supported when writing secrets/,
    config: `'aws:assumeRoles': [{ roleArn: ${ROLE}, unknown: 1h }]`,
  },
];
