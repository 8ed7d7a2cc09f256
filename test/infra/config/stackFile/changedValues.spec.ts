import { expect } from "chai";
import type { ConfigProblem, Fix } from "../../../../infra/config/problems/stackConfigError.ts";
import { changedValues } from "../../../../infra/config/stackFile/changedValues.ts";
import { readStoredValue } from "../../../../infra/config/stackFile/storedValue.ts";
import { runProgram } from "../../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../../tools/fakes/program.ts";
import { ANY_SECTIONS } from "../../../../tools/fakes/projectWithApp.ts";
import { configProblems } from "../../support/configProblems.ts";

/** Returns the problems of parameters, given the text of the stack file and the received JSON. */
function problemsIn(yaml: string | undefined, received: string): readonly ConfigProblem[] {
  const stored = yaml === undefined ? undefined : readStoredValue(yaml);
  const entry = { key: "parameters", text: received, isNumber: false, redact: false };
  return changedValues({ ...entry, stored: stored === undefined ? [] : [stored] }, "Pulumi.dev.yaml");
}

/** Returns the problems of one value, `parameters.app.x`. */
const problemsOf = (yaml: string, received: string) =>
  problemsIn(`{ app: { x: ${yaml} } }`, `{"app":{"x":${received}}}`);

async function expectAccepted(options: ProgramOptions): Promise<void> {
  const { error } = await runProgram(options);
  if (error !== undefined) throw error as Error;
}

describe("the check of parameters", () => {
  const changed: readonly [yaml: string, received: string, becomes: string][] = [
    ["1234567890123456789", "1234567890123456789", "1234567890123456800"],
    ["12345678901234567890", "12345678901234567000", "12345678901234567000"],
    ["9007199254740993", "9007199254740993", "9007199254740992"],
    ["0.1234567890123456789", "0.12345678901234568", "0.12345678901234568"],
    ["1e-400", "0", "0"],
    ["1.10", "1.1", "1.1"],
    ["1.00", "1", "1"],
    ["0123", "83", "83"],
    ["0128", "128", "128"],
    ["0o17", "15", "15"],
    ["0x1F", "31", "31"],
    ["0b101", "5", "5"],
    ["1_000", "1000", "1000"],
    ["+4912345", "4912345", "4912345"],
    ["2024-01-31", '"2024-01-31 00:00:00 +0000 UTC"', "2024-01-31 00:00:00 +0000 UTC"],
    ["2001-12-15T02:59:43Z", '"2001-12-15 02:59:43 +0000 UTC"', "2001-12-15 02:59:43 +0000 UTC"],
  ];
  for (const [yaml, received, becomes] of changed) {
    it(`rejects an unquoted ${yaml} with the command that keeps it`, () => {
      expect(problemsOf(yaml, received)).to.deep.equal([
        {
          key: "parameters.app.x",
          rule: `must be quoted: without quotes, it becomes ${becomes}`,
          given: yaml,
          fix: `pulumi config set --path --type string 'parameters.app.x' ${yaml}`,
        },
      ]);
    });
  }

  const kept: readonly [yaml: string, received: string][] = [
    ["1", "1"],
    ["-12", "-12"],
    ["1.0", "1"],
    ["1.5", "1.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["1e3", "1000"],
    ["1e+21", "1e+21"],
    ["-0", "0"],
    ["9007199254740992", "9007199254740992"],
    ["true", "true"],
    ["Null", "null"],
    ["", "null"],
    ["yes", '"yes"'],
    ["1:30", '"1:30"'],
    ["1.2.3", '"1.2.3"'],
    ["1e400", '"1e400"'],
    ["2024-13-01", '"2024-13-01"'],
    ['"1234567890123456789"', '"1234567890123456789"'],
    ["'1.10'", '"1.10"'],
    ['!!int "0123"', "83"],
  ];
  for (const [yaml, received] of kept) {
    it(`accepts ${yaml === "" ? "an empty value" : yaml}`, () => {
      expect(problemsOf(yaml, received)).to.deep.equal([]);
    });
  }

  it("rejects a number that `pulumi config set` has rounded, and prompts for the original", () => {
    const rule = "must be quoted: Pulumi may have rounded the unquoted number to 12345678901234567000";
    expect(problemsOf("1.2345678901234567e+19", "12345678901234567000")).to.deep.equal([
      { key: "parameters.app.x", rule, fix: "pulumi config set --path --type string 'parameters.app.x'" },
    ]);
  });

  const rewritten = {
    "2024-01-31 00:00:00 +0000 UTC": "2024-01-31",
    "2001-12-15 02:59:43 +0000 UTC": "2001-12-15T02:59:43Z",
    "2001-12-14 21:59:43.1 -0530 -0530": "2001-12-14T21:59:43.1-05:30",
  };
  for (const [text, date] of Object.entries(rewritten)) {
    it(`rejects ${text}, to which \`pulumi config set\` has converted a date`, () => {
      expect(problemsOf(text, JSON.stringify(text))).to.deep.equal([
        {
          key: "parameters.app.x",
          rule: `must be quoted: Pulumi converted the unquoted date to ${text}`,
          fix: `pulumi config set --path --type string 'parameters.app.x' ${date}`,
        },
      ]);
      expect(problemsOf(JSON.stringify(text), JSON.stringify(text))).to.deep.equal([]);
    });
  }

  it("rejects a number with too many digits if the stack file is not known", () => {
    const received = '{"app":{"list":[1,{"id":1234567890123456789}],"e":1e400}}';
    expect(problemsIn(undefined, received)).to.deep.equal([
      {
        key: "parameters.app.list[1].id",
        rule: "must be quoted: without quotes, it becomes 1234567890123456800",
        given: "1234567890123456789",
        fix: "pulumi config set --path --type string 'parameters.app.list[1].id' 1234567890123456789",
      },
      {
        key: "parameters.app.e",
        rule: "must be quoted: without quotes, it becomes null",
        given: "1e400",
        fix: "pulumi config set --path --type string 'parameters.app.e' 1e400",
      },
    ]);
  });

  it("ignores a stack file that the config does not come from", async () => {
    const files = { "Pulumi.dev.yaml": "config:\n  shared-secrets:parameters: { app: { x: 1.10, y: a } }\n" };
    const config = { "shared-secrets:parameters": { app: { x: 1.1, y: "b" } } };
    await expectAccepted({ app: ANY_SECTIONS, files, config, secrets: {} });
  });

  it("runs before anything is deployed", async () => {
    const files = { "Pulumi.dev.yaml": "config:\n  shared-secrets:parameters: { app: { x: 1.10 } }\n" };
    const config = { "shared-secrets:parameters": { app: { x: 1.1 } } };
    const problems = await configProblems({ app: ANY_SECTIONS, files, config, secrets: {} });
    expect(problems.map(({ key, given }) => [key, given])).to.deep.equal([["parameters.app.x", "1.10"]]);
  });

  it("finds values of anchors and merge keys", () => {
    const yaml = "{ one: &one { x: 1.10 }, two: { <<: *one }, three: [*one] }";
    const received = '{"one":{"x":1.1},"two":{"x":1.1},"three":[{"x":1.1}]}';
    const problems = problemsIn(yaml, received);
    expect(problems.map(({ key, given }) => [key, given])).to.deep.include.members([
      ["parameters.one.x", "1.10"],
      ["parameters.two.x", "1.10"],
      ["parameters.three[0].x", "1.10"],
    ]);
  });

  const fixes: readonly [name: string, yaml: string, received: string, fix: Fix][] = [
    ["-5_0", "-5_0", "-50", "pulumi config set --path --type string -- 'parameters.app.-5_0' -5_0"],
    ["a password", "1.10", "1.1", `pulumi config set --path --plaintext 'parameters.app["a password"]' 1.10`],
    [
      "tokenId",
      "1234567890123456789",
      "1234567890123456789",
      { byHand: "put quotes around 1234567890123456789 in Pulumi.dev.yaml" },
    ],
    ["a.b\\", "1.10", "1.1", { byHand: "put quotes around 1.10 in Pulumi.dev.yaml" }],
  ];
  for (const [name, yaml, received, fix] of fixes) {
    it(`returns a fix that Pulumi accepts for a value named ${name}`, () => {
      const quoted = JSON.stringify(name);
      const problems = problemsIn(`{ app: { ${quoted}: ${yaml} } }`, `{"app":{${quoted}:${received}}}`);
      expect(problems.map((problem) => problem.fix)).to.deep.equal([fix]);
    });
  }
});

describe("the check of keys in parameters", () => {
  it("rejects an unquoted key that changes, with the commands that move a string to the original key", () => {
    const yaml = "{ app: { 0123: text, 1.10: { a: 1 }, 12: fine } }";
    expect(problemsIn(yaml, '{"app":{"83":"text","1.1":{"a":1},"12":"fine"}}')).to.deep.equal([
      {
        key: "parameters.app.83",
        rule: "must have a quoted key: without quotes, 0123 becomes 83",
        fix: [
          "pulumi config rm --path 'parameters.app.83'",
          "pulumi config set --path --type string 'parameters.app.0123' text",
        ],
      },
      {
        key: 'parameters.app["1.1"]',
        rule: "must have a quoted key: without quotes, 1.10 becomes 1.1",
        fix: { byHand: "put quotes around the key 1.10 in Pulumi.dev.yaml" },
      },
    ]);
  });
});

describe("the check of other keys", () => {
  const setting = (key: string, yaml: string, received: string): ProgramOptions => ({
    files: { "Pulumi.dev.yaml": `config:\n  ${key}: ${yaml}\n` },
    config: { [key]: received },
    app: ANY_SECTIONS,
    secrets: {},
  });

  it("rejects a string that changes without quotes", async () => {
    expect(await configProblems(setting("shared-secrets:appName", "007", "7"))).to.deep.equal([
      {
        key: "appName",
        rule: "must be quoted: without quotes, it becomes 7",
        given: "007",
        fix: "pulumi config set appName 007",
      },
    ]);
  });

  it("rejects a number only if its value changes", async () => {
    expect(await configProblems(setting("shared-secrets:memorySize", "0512", "330"))).to.deep.equal([
      {
        key: "memorySize",
        rule: "must be quoted: without quotes, it becomes 330",
        given: "0512",
        fix: "pulumi config set memorySize 0512",
      },
    ]);
    for (const [yaml, received] of [
      ["1_024", "1024"],
      ["0x200", "512"],
      ["512", "512"],
    ] as const) {
      await expectAccepted(setting("shared-secrets:memorySize", yaml, received));
    }
  });

  it("includes settings of the AWS provider", async () => {
    const [problem, ...others] = await configProblems(
      setting("aws:allowedAccountIds", "[012345678901, '123456789012']", '[12345678901,"123456789012"]'),
    );
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.equal({
      key: "aws:allowedAccountIds[0]",
      rule: "must be quoted: without quotes, it becomes 12345678901",
      given: "012345678901",
      fix: "pulumi config set --path --type string 'aws:allowedAccountIds[0]' 012345678901",
    });
  });

  it("does not print credentials", async () => {
    const [problem] = await configProblems(setting("aws:secretKey", "0123", "83"));
    expect(problem).to.deep.equal({
      key: "aws:secretKey",
      rule: "must be quoted: without quotes, its value changes",
      fix: "pulumi config set aws:secretKey",
    });
  });
});

describe("the check of values of secrets", () => {
  it("never prints a value, and sets it as a secret", async () => {
    const files = { "Pulumi.dev.yaml": "config:\n  shared-secrets:secrets: { app: { 0123: { secure: cipher } } }\n" };
    const options = { app: ANY_SECTIONS, files, secrets: { app: { 83: "hidden" } } };
    expect(await configProblems(options)).to.deep.equal([
      {
        key: "secrets.app.83",
        rule: "must have a quoted key: without quotes, 0123 becomes 83",
        fix: { byHand: "put quotes around the key 0123 in Pulumi.dev.yaml" },
      },
    ]);
    const whole = '{"app":{"id":1234567890123456789}}';
    const encrypted = {
      app: ANY_SECTIONS,
      config: { "shared-secrets:secrets": whole },
      storedSecrets: { secure: "cipher" },
    };
    expect(await configProblems(encrypted)).to.deep.equal([
      {
        key: "secrets.app.id",
        rule: "must be quoted: without quotes, its value changes",
        fix: "pulumi config set --secret --path 'secrets.app.id'",
      },
    ]);
  });

  it("reports a value in plain text once, without printing it", async () => {
    const files = { "Pulumi.dev.yaml": "config:\n  shared-secrets:secrets: { app: { id: 1.10 } }\n" };
    const options = {
      app: ANY_SECTIONS,
      files,
      config: { "shared-secrets:secrets": '{"app":{"id":1.1}}' },
      secretKeys: [],
    };
    expect(await configProblems(options)).to.deep.equal([
      {
        key: "secrets.app.id",
        rule: "must be encrypted, but is in plain text",
        fix: "pulumi config set --secret --path 'secrets.app.id'",
      },
    ]);
  });
});
