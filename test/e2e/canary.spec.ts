import { rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { runCommand } from "../../tools/lib/command.ts";
import { ROOT } from "../../tools/lib/paths.ts";
import { readParameters } from "./support/awsState.ts";
import { Canary, listFiles, createToken } from "./support/canary.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { invokeAndCollect, invokeWithParameter } from "./support/invokeStack.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

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

  before(async () => {
    stack = await createStack(run(), "canary", { secrets: { "secrets.appSecrets.secretKey": value } });
    await stack.stack.preview(allOutput);
    await stack.stack.up(allOutput);
    await stack.stack.refresh(allOutput);
  });

  it("stores the secret unchanged in Parameter Store", async () => {
    const { appSecrets } = await readParameters(run(), stack);
    expect(appSecrets?.value).to.deep.equal({ secretKey: value });
  });

  it("masks the secret in the output of `pulumi config`", async () => {
    const config = await runCommand("pulumi", ["config", "--json", "--stack", "canary"], { cwd: run().project });
    expect(config.output).to.include("shared-secrets:secrets").and.include('"secret": true');
    expect(canary.findIn([config.output])).to.deep.equal([]);
  });

  it("encrypts the secret in the exported state, and leaves it out of the stack's outputs", async () => {
    const state = await runCommand("pulumi", ["stack", "export", "--stack", "canary"], { cwd: run().project });
    expect(state.output).to.include("/canary/parameterStoreBlog/appSecrets").and.include("ciphertext");
    expect(canary.findIn([JSON.stringify(await stack.stack.outputs()), state.output])).to.deep.equal([]);
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

  it("keeps the secret out of response, log and traces when the app fails", async () => {
    // Under 8 KB, but nested too deep: the app exceeds its call stack when it prepares the response.
    const levels = 4050;
    const manual = `{"deep":${"[".repeat(levels)}"${canary.token}"${"]".repeat(levels)}}`;
    const { functionError, response, log, all } = await invokeWithParameter(run(), stack, manual);
    expect(functionError).to.equal("Unhandled");
    expect(response).to.include("Maximum call stack size exceeded");
    expect(log).to.include("configuration load failed").and.include("invocation failed").and.include("RangeError");
    expect(canary.findIn(all)).to.deep.equal([]);
  });

  it("keeps the secret out of response, log and traces when the invocation succeeds", async () => {
    const { functionError, response, log, traces, all } = await invokeAndCollect(run(), stack.functionName);
    expect(functionError).to.equal(undefined);
    expect(JSON.parse(response)).to.have.deep.nested.property("sections.appSecrets", { secretKey: "********" });
    expect(log).to.include("configuration loaded");
    expect(traces).to.include("GetParametersByPath");
    expect(canary.findIn(all)).to.deep.equal([]);
  });

  it("keeps the secret out of every file of the run, the bundle and the repository", () => {
    // The run's directory contains the state and its history, the stack files, the emulator's log and the function's code.
    const files = [...listFiles(run().directory), ...listFiles(ROOT)];
    expect(files.map((file) => path.basename(file))).to.include.members([
      "canary.json",
      "Pulumi.canary.yaml",
      "emulator.log",
      "eslint.config.js",
    ]);
    expect(files.some((file) => file.endsWith(".zip"))).to.be.true;
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
    await stack.stack.destroy(allOutput);
    const text = printed.join("\n");
    for (const sign of ["create", "refresh", "delete", "[secret]", "RegisterResource RPC"])
      expect(text).to.include(sign);
    expect(canary.findIn(printed)).to.deep.equal([]);
  });
});
