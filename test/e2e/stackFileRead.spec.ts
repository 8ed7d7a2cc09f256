import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { isReceivedMap, parseReceivedValue } from "../../infra/config/problems/receivedValue.ts";
import type { ReceivedMap } from "../../infra/config/problems/receivedValue.ts";
import { readConfigSources } from "../../infra/config/stackFile/configSources.ts";
import type { ConfigSources } from "../../infra/config/stackFile/configSources.ts";
import { matchesReceived } from "../../infra/config/stackFile/matchesReceived.ts";
import type { StoredValue } from "../../infra/config/stackFile/storedValue.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";

/** The text of each file by its path. */
type Files = Readonly<Record<string, string>>;

const PROJECT = "name: shared-secrets\nruntime: nodejs\n";

/** Unquoted scalars in every form of YAML 1.1, YAML 1.2 and go-yaml, and in some invalid forms. */
const SCALARS = [
  ...["1234567890123456789", "12345678901234567890", "123456789012345678901234567890", "1e400", "1e3", "1e20", "1e21"],
  ...[
    "1.10",
    "1.0",
    "-0",
    "-0.0",
    "0123",
    "0128",
    "00",
    "0o17",
    "0O17",
    "1_000",
    "1__0",
    "1_0.5",
    "0_1",
    "0x1F",
    "-0x1F",
  ],
  ...[
    "0b101",
    "-0b101",
    "1:30",
    "+12",
    "+1.5",
    ".5",
    "-.5",
    ".5e1",
    "5.",
    "yes",
    "no",
    "on",
    "Off",
    "y",
    "True",
    "TRUE",
  ],
  ...["false", "~", "Null", "", "2024-01-31", "2024-1-3", "2024-13-01", "2001-12-14t21:59:43.10-05:00"],
  ...["2001-12-14 21:59:43.10", "2001-12-15T02:59:43Z", "2001-12-14 21:59:43.10 -5", "0.1234567890123456789"],
  ...["3.14159265358979323846", "1e-400", "!!str 0123", "!!float 1", '!!int "12"', "!!binary aGVsbG8=", "!custom 5"],
  ...["1.2.3", "0x1p3", "0b2", "0xfffffffffffffffff", "-9223372036854775808", "-9223372036854775809", "1e", "a b"],
  ...["+0x10", "-0o17", "+0123", "0777777777777777777777777", "12e03", "1_000.5e1", "__1", "=", "tRue", "nULL"],
];

describeEndToEnd("readConfigSources", (run) => {
  let count = 0;

  /** Returns the sources that a program reads in a project folder with these files. */
  async function sourcesOf(filesOf: (stackName: string) => Files): Promise<ConfigSources> {
    count += 1;
    const files = filesOf(`read-${count}`);
    const folder = path.join(run().directory, `read-${count}`);
    const write = ([file, text]: readonly [string, string]) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    const isProjectFile = ([file]: readonly [string, string]) => /^Pulumi\.\w+$/.test(file);
    Object.entries(files).filter(isProjectFile).forEach(write);
    const before = process.cwd();
    let sources: ConfigSources | undefined;
    const program = (): Promise<Record<string, unknown>> => {
      process.chdir(folder);
      try {
        sources = readConfigSources();
      } finally {
        process.chdir(before);
      }
      return Promise.resolve({});
    };
    const args = { stackName: `read-${count}`, projectName: "shared-secrets", program };
    const stack = await LocalWorkspace.createOrSelectStack(args, { workDir: folder });
    // The files are written last, because `pulumi stack init` rewrites an existing stack file.
    Object.entries(files).forEach(write);
    await stack.preview();
    if (sources === undefined) expect.fail("the program did not run");
    return sources;
  }

  const key = "shared-secrets:parameters";
  const receivedIn = ({ texts }: ConfigSources): ReceivedMap => {
    const received = parseReceivedValue(texts[key] ?? "");
    if (!isReceivedMap(received)) expect.fail(`not an object: ${String(texts[key])}`);
    return received;
  };
  const entriesOf = (stored: StoredValue | undefined) => {
    if (stored?.kind !== "map") expect.fail("not a map");
    return [...stored.entries].map(([name, { value }]) => [name, value] as const);
  };

  it("reads each unquoted scalar like Pulumi", async () => {
    const lines = SCALARS.map((scalar, index) => `    "${index}": ${scalar}`);
    const yaml = `config:\n  ${key}:\n${lines.join("\n")}\n`;
    const sources = await sourcesOf((name) => ({ "Pulumi.yaml": PROJECT, [`Pulumi.${name}.yaml`]: yaml }));
    const received = receivedIn(sources);
    const entries = entriesOf(sources.file.config[0]?.value);
    expect(entries).to.have.length(SCALARS.length);
    for (const [name, value] of entries) {
      expect(matchesReceived(value, received[name]), `${SCALARS[Number(name)] ?? ""}, ${name}`).to.be.true;
    }
    expect(sources.stored(key)).to.have.length(1);
  });

  it("reads anchors, merge keys, unquoted keys, strings of every style and the first document like Pulumi", async () => {
    const yaml = `\uFEFFencryptionsalt: ""
anchors: &one { a: 1, b: plain, secure: text }
more: [&two { b: other, c: "two" }, { a: [1, { 0x10: x }] }]
config:
  ${key}:
    merged: { <<: *one, b: own }
    several: { <<: [*two, *one], d: ~ }
    nested: { <<: { <<: *two, c: nearer } }
    quoted: { "<<": { a: 1, b: 2 }, b: own, '0123': text }
    alias: *two
    keys: { 0123: octal, 1.10: float, 1.0: one, true: boolean, True: capital, 12: number, ~: none }
    secure: { number: { secure: 1_000 }, list: [{ secure: ~ }, { secure: { secure: 0x10 } }] }
    texts:
      - plain text over
        two lines
      - "double \\u00e9 \\
        folded"
      - 'it''s'
      - |
        literal
         text
      - >-
        folded
        text
    flow: {"json": [1, "2", null, true, {"a": "😀"}]}
---
config: {}
`;
    const sources = await sourcesOf((name) => ({ "Pulumi.yaml": PROJECT, [`Pulumi.${name}.yaml`]: yaml }));
    const received = receivedIn(sources);
    const entries = entriesOf(sources.file.config[0]?.value);
    expect(entries.map(([name]) => name)).to.have.members(Object.keys(received));
    for (const [name, value] of entries) {
      expect(matchesReceived(value, received[name]), `${name}: ${JSON.stringify(received[name])}`).to.be.true;
    }
    expect(sources.stored(key)).to.have.length(1);
  });

  const value = "{ section: { a: text } }";
  const places: Readonly<Record<string, (stackName: string) => Files>> = {
    "under a key without the project's name": (name) => ({
      "Pulumi.yaml": PROJECT,
      [`Pulumi.${name}.yaml`]: `config:\n  parameters: ${value}\n`,
    }),
    "under the older spelling of a key": (name) => ({
      "Pulumi.yaml": PROJECT,
      [`Pulumi.${name}.yaml`]: `config:\n  shared-secrets:config:parameters: ${value}\n`,
    }),
    "next to Pulumi.yml": (name) => ({
      "Pulumi.yml": PROJECT,
      [`Pulumi.${name}.yml`]: `config:\n  ${key}: ${value}\n`,
      [`Pulumi.${name}.yaml`]: `config:\n  ${key}: { other: 1 }\n`,
    }),
    "next to Pulumi.json": (name) => ({
      "Pulumi.json": '{ "name": "shared-secrets", "runtime": "nodejs" }',
      "Pulumi.yaml": PROJECT,
      [`Pulumi.${name}.json`]: `{\n\t"config": {\n\t\t"${key}": { "section": { "a": "text" } }\n\t}\n}`,
    }),
    "in stackConfigDir": (name) => ({
      "Pulumi.yaml": `${PROJECT}stackConfigDir: stacks\n`,
      [`stacks/Pulumi.${name}.yaml`]: `config:\n  ${key}: ${value}\n`,
      [`Pulumi.${name}.yaml`]: `config:\n  ${key}: { other: 1 }\n`,
    }),
    "in the folder of the older key config": (name) => ({
      "Pulumi.yaml": `${PROJECT}config: stacks\n`,
      [`stacks/Pulumi.${name}.yaml`]: `config:\n  ${key}: ${value}\n`,
    }),
  };
  for (const [place, files] of Object.entries(places)) {
    it(`finds the config ${place}`, async () => {
      const sources = await sourcesOf(files);
      expect(receivedIn(sources)).to.deep.equal({ section: { a: "text" } });
      const [stored, ...others] = sources.stored(key);
      expect(others).to.deep.equal([]);
      expect(entriesOf(stored).map(([name]) => name)).to.deep.equal(["section"]);
    });
  }

  it("reports that the project file has a default for a value inside a key", async () => {
    const project = `${PROJECT}config:\n  parameters.section.b: { default: from the project }\n`;
    const stack = `config:\n  ${key}: ${value}\n`;
    const sources = await sourcesOf((name) => ({ "Pulumi.yaml": project, [`Pulumi.${name}.yaml`]: stack }));
    expect(receivedIn(sources)).to.deep.equal({ section: { a: "text", b: "from the project" } });
    expect(sources.isInProjectFile(key)).to.be.true;
    expect(sources.stored(key)).to.have.length(1);
  });
});
