import { rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { echoFile, functionsFile, sharedProject } from "../../tools/fakes/projectWithApp.ts";
import { sampleProject } from "../../tools/fakes/sampleProject.ts";
import { runCommand } from "../../tools/lib/command.ts";
import { ROOT } from "../../tools/lib/paths.ts";
import { putParameter } from "../../tools/local/putParameter.ts";
import { readParameters } from "./support/awsState.ts";
import { Canary, listFiles, createToken } from "./support/canary.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { expectFailure } from "./support/engineEvents.ts";
import { invokeAndCollect, invokeWithParameter } from "./support/invokeStack.ts";
import type { FunctionOutput } from "./support/invokeStack.ts";
import { openTestStack, createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

/** A function whose `setUp` throws an error with the secret in its message and in its cause. */
const FAILING = `
import { defineHandler } from "./functions.ts";
export const handler = defineHandler("failing", {
  setUp: ({ appSecrets }) => {
    throw new Error(\`Invalid: \${JSON.stringify(appSecrets)} \${String(appSecrets)}\`, { cause: appSecrets });
  },
  handle: () => "unreachable",
});
`;

/** Sections whose validators put the rejected value into their messages. Each creates an object from the secret. */
const sections = (format: "any" | "url") => `
import { type } from "arktype";
import * as v from "valibot";
import { plain, secret } from "./runtime/configuration/section.ts";
const toBytes = (secretKey: string) => ({ secretKey, bytes: Buffer.from(secretKey) });
export const appConfig = plain();
export const appSecrets = secret(
  v.pipe(
    v.object({
      secretKey: ${format === "any" ? "v.string()" : "v.pipe(v.string(), v.url())"},
      mode: v.optional(v.picklist(["a", "b"])),
    }),
    v.transform((values) => toBytes(values.secretKey)),
  ),
);
export const arkSecrets = secret(
  type({ secretKey: "${format === "any" ? "string" : "string.url"}", "mode?": "'a' | 'b'" }).pipe((values) =>
    toBytes(values.secretKey),
  ),
);
`;

describeEndToEnd("a secret of a deployed stack", (run) => {
  const canary = new Canary(createToken());
  const value = `"${canary.token}' \\ 🐤\n%`;
  const printed: string[] = [];
  const print = (text: string) => {
    printed.push(text);
  };
  const allOutput = {
    diff: true,
    debug: true,
    onOutput: print,
    onError: print,
    onEvent: (event: unknown) => {
      print(JSON.stringify(event));
    },
  };
  let stack: TestStack;
  /** A stack with own functions that read the secret by name. */
  let named: TestStack;
  let project: string;
  /** The same project, whose schemas reject the secret. */
  let rejecting: string;

  before(async () => {
    stack = await createStack(run(), "canary", { secrets: { "secrets.appSecrets.secretKey": value } });
    const app = {
      "sections.ts": sections("any"),
      "functions.ts": functionsFile(
        '{ reader: { reads: ["appConfig", "appSecrets", "arkSecrets"] }, failing: { reads: ["appSecrets"] } }',
      ),
      "reader.ts": echoFile("reader"),
      "failing.ts": FAILING,
    };
    project = sharedProject(app);
    rejecting = sharedProject({ ...app, "sections.ts": sections("url") });
    named = await createStack(run(), "named", {
      project,
      secrets: { "secrets.appSecrets.secretKey": value, "secrets.arkSecrets.secretKey": value },
    });
    await named.stack.up(allOutput);
    await stack.stack.preview(allOutput);
    await stack.stack.up(allOutput);
    await stack.stack.refresh(allOutput);
  });

  /**
   * Invokes a function twice, and returns all output. On a busy machine, the emulator delivers the end of an invocation's
   * log with the next invocation.
   */
  async function invokeTwice(functionName: string): Promise<FunctionOutput> {
    const first = await invokeAndCollect(run(), functionName);
    const second = await invokeAndCollect(run(), functionName);
    return { ...second, all: [...first.all, ...second.all] };
  }

  it("stores the secret unchanged in Parameter Store", async () => {
    const { appSecrets } = await readParameters(run(), stack);
    expect(appSecrets?.value).to.deep.equal({ secretKey: value });
  });

  it("is not in the output of a preview that rejects it because of its schema", async () => {
    const rejected = await openTestStack(run(), "named", rejecting);
    const output: string[] = [];
    const record = (text: string) => output.push(text);
    const onEvent = (event: unknown) => record(JSON.stringify(event));
    const message = await expectFailure(rejected.preview({ ...allOutput, onOutput: record, onError: record, onEvent }));
    for (const section of ["appSecrets", "arkSecrets"]) {
      expect(message).to.include(`secrets.${section}.secretKey does not match app/sections.ts. Fix: `);
    }
    expect(canary.findIn([message, ...output])).to.deep.equal([]);
  });

  it("masks the secret in the output of `pulumi config`", async () => {
    const config = await runCommand("pulumi", ["config", "--json", "--stack", "canary"], { cwd: run().project });
    expect(config.output).to.include("shared-secrets:secrets").and.include('"secret": true');
    expect(canary.findIn([config.output])).to.deep.equal([]);
  });

  it("encrypts the secret in the exported state, and leaves it out of the stack's outputs", async () => {
    const state = await runCommand("pulumi", ["stack", "export", "--stack", "canary"], { cwd: run().project });
    expect(state.output).to.include("/canary/parameterStoreBlog/appSecrets").and.include("ciphertext");
    expect(canary.findIn([JSON.stringify(await stack.outputs()), state.output])).to.deep.equal([]);
  });

  // Each invocation has a new execution environment: the emulator ends one that fails, often without its trace.
  const malformed = {
    "not JSON": canary.token,
    "incomplete JSON": `{"secretKey":"${canary.token}`,
    "a JSON string": JSON.stringify(canary.token),
  };
  for (const [kind, manual] of Object.entries(malformed)) {
    it(`keeps the secret out of response, log and traces when a value is ${kind}`, async () => {
      const { functionError, response, log, all } = await invokeWithParameter(run(), stack, manual);
      expect(functionError).to.equal("Unhandled");
      expect(response).to.include(`${stack.path}/manual must be a JSON object`);
      expect(log).to.include("invocation failed").and.include("ConfigurationError");
      expect(canary.findIn(all)).to.deep.equal([]);
    });
  }

  it("keeps the secret out of response, log and traces when the response cannot be turned into text", async () => {
    // Under 8 KB, but nested too deep for JSON.stringify. Lambda calls that after the function has returned.
    const levels = 4050;
    const manual = `{"deep":${"[".repeat(levels)}"${canary.token}"${"]".repeat(levels)}}`;
    const { functionError, log, all } = await invokeWithParameter(run(), stack, manual);
    expect(functionError).to.equal("Unhandled");
    expect(log).to.include("configuration loaded");
    expect(canary.findIn(all)).to.deep.equal([]);
  });

  it("keeps the secret out of response, log and traces when the invocation succeeds", async () => {
    const { functionError, response, log, traces, all } = await invokeTwice(stack.functionName);
    expect(functionError).to.equal(undefined);
    expect(JSON.parse(response)).to.have.deep.nested.property("sections.appSecrets", { secretKey: "********" });
    expect(log).to.include("configuration loaded");
    expect(traces).to.include("GetParametersByPath");
    expect(canary.findIn(all)).to.deep.equal([]);
  });

  it("does not reach a function that does not read it", async () => {
    const functionName = stack.functionNameOf("notifier");
    const { functionError, response, log, all } = await invokeTwice(functionName);
    expect(functionError).to.equal(undefined);
    expect(JSON.parse(response)).to.have.keys("message", "appConfig", "cache");
    expect(log).to.include("configuration loaded").and.not.include("appSecrets");
    expect(canary.findIn(all)).to.deep.equal([]);
  });

  const quoted = JSON.stringify({ secretKey: value, mode: canary.token });
  const rejected = {
    ...Object.fromEntries(
      Object.entries(malformed).map(([kind, text]) => [kind, ["appSecrets", text, "must be a JSON object"]]),
    ),
    "rejected by valibot": ["appSecrets", quoted, "does not match its schema"],
    "rejected by arktype": ["arkSecrets", quoted, "does not match its schema"],
  } as Readonly<Record<string, readonly [section: string, text: string, reason: string]>>;
  for (const [kind, [section, text, reason]] of Object.entries(rejected)) {
    it(`is not in response, log and traces of a function that reads it by name when its value is ${kind}`, async () => {
      await putParameter({ ...named, section, value: text, secret: true });
      const { functionError, response, log, all } = await invokeAndCollect(run(), named.functionNameOf("reader"));
      await putParameter({ ...named, section, value: JSON.stringify({ secretKey: value }), secret: true });
      expect(functionError).to.equal("Unhandled");
      expect(response).to.include(`${named.path}/${section} ${reason}`);
      expect(log).to.include("invocation failed").and.include("ConfigurationError");
      expect(canary.findIn(all)).to.deep.equal([]);
    });
  }

  it("is not in response, log and traces of a function that reads it by name and responds with it", async () => {
    const functionName = named.functionNameOf("reader");
    const { functionError, response, log, traces, all } = await invokeTwice(functionName);
    expect(functionError).to.equal(undefined);
    const masked = { secretKey: "********", bytes: "********" };
    expect(JSON.parse(response)).to.deep.nested.include({
      "configuration.appSecrets": masked,
      "configuration.arkSecrets": masked,
    });
    expect(log).to.include("configuration loaded");
    expect(traces).to.include('"GetParameters"');
    expect(canary.findIn(all)).to.deep.equal([]);
  });

  it("is masked in response, log and traces when a function fails with an error that contains it", async () => {
    const { functionError, response, log, all } = await invokeAndCollect(run(), named.functionNameOf("failing"));
    expect(functionError).to.equal("Unhandled");
    expect(response).to.include("Invalid: ").and.include("********");
    expect(log).to.include("configuration load failed").and.include("invocation failed");
    expect(canary.findIn(all)).to.deep.equal([]);
  });

  it("keeps the secret out of every file of the run, the bundles and the repository", () => {
    // The run's directory contains the state and its history, the stack files, the emulator's log and the function's code.
    const folders = [sampleProject(), project];
    const files = [run().directory, ROOT, ...folders].flatMap(listFiles);
    expect(files.map((file) => path.basename(file))).to.include.members([
      "canary.json",
      "Pulumi.canary.yaml",
      "emulator.log",
      "eslint.config.js",
    ]);
    for (const folder of folders) {
      const bundles = files.filter((file) => path.dirname(file) === path.join(folder, ".bundle"));
      expect(bundles.some((file) => file.endsWith(".zip"))).to.be.true;
    }
    expect(canary.findInFiles(files)).to.deep.equal([]);
  });

  it("finds the secret in a file in every encoding", () => {
    for (const [index, encoding] of canary.encodings(value).entries()) {
      const planted = path.join(run().directory, `planted-${index}`);
      writeFileSync(planted, encoding);
      expect(canary.findInFiles([planted])).to.deep.equal([planted]);
      rmSync(planted);
    }
  });

  it("keeps the secret out of all engine output from preview to destroy, including debug messages and diffs", async () => {
    await Promise.all([stack.stack.destroy(allOutput), named.stack.destroy(allOutput)]);
    const text = printed.join("\n");
    for (const sign of ["create", "refresh", "delete", "[secret]", "RegisterResource RPC"])
      expect(text).to.include(sign);
    expect(canary.findIn(printed)).to.deep.equal([]);
  });
});
