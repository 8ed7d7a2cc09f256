import { rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { runCommand } from "../../tools/lib/command.ts";
import { ROOT } from "../../tools/lib/paths.ts";
import { parametersOf } from "./support/awsState.ts";
import { Canary, filesUnder, randomToken } from "./support/canary.ts";
import { textsAfterInvoking, textsWithParameter } from "./support/functionTexts.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";
import { describeEndToEnd } from "./support/useLocalRun.ts";

describeEndToEnd("a secret", (run) => {
  const canary = new Canary(randomToken());
  const value = `"${canary.token}' \\ 🐤\n%`;
  const printed: string[] = [];
  const print = (out: string) => {
    printed.push(out);
  };
  const everything = {
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
    await stack.stack.preview(everything);
    await stack.stack.up(everything);
    await stack.stack.refresh(everything);
  });

  it("lies in Parameter Store as it was set", async () => {
    const { appSecrets } = await parametersOf(run(), stack);
    expect(appSecrets?.value).to.deep.equal({ secretKey: value });
  });

  it("is hidden in what `pulumi config` shows", async () => {
    const shown = await runCommand("pulumi", ["config", "--json", "--stack", "canary"], { cwd: run().project });
    expect(shown.output).to.include("shared-secrets:secrets").and.include('"secret": true');
    expect(canary.foundIn([shown.output])).to.deep.equal([]);
  });

  it("is not in the stack's outputs, and encrypted in its exported state", async () => {
    const state = await runCommand("pulumi", ["stack", "export", "--stack", "canary"], { cwd: run().project });
    expect(state.output).to.include("/canary/parameterStoreBlog/appSecrets").and.include("ciphertext");
    expect(canary.foundIn([JSON.stringify(await stack.stack.outputs()), state.output])).to.deep.equal([]);
  });

  // Each has a fresh environment: the emulator gives up one whose invocation failed, and often its trace with it.
  const malformed = {
    "that is not JSON": canary.token,
    "whose JSON breaks off": `{"secretKey":"${canary.token}`,
    "that is a JSON text and no object": JSON.stringify(canary.token),
  };
  for (const [what, byHand] of Object.entries(malformed)) {
    it(`is in no response, log or trace of an invocation that fails at a value ${what}`, async () => {
      const { functionError, response, log, all } = await textsWithParameter(run(), stack, byHand);
      expect(functionError).to.equal("Unhandled");
      expect(response).to.include(`${stack.path}/byHand must be a JSON object`);
      expect(log).to.include("invocation failed").and.include("ConfigurationError");
      expect(canary.foundIn(all)).to.deep.equal([]);
    });
  }

  it("is in none of them when the application itself fails while it holds the configuration", async () => {
    // Within 8 KB, and too deep to be walked through: the application runs out of stack when it prepares its answer.
    const levels = 4050;
    const byHand = `{"deep":${"[".repeat(levels)}"${canary.token}"${"]".repeat(levels)}}`;
    const { functionError, response, log, all } = await textsWithParameter(run(), stack, byHand);
    expect(functionError).to.equal("Unhandled");
    expect(response).to.include("Maximum call stack size exceeded");
    expect(log).to.include("configuration load failed").and.include("invocation failed").and.include("RangeError");
    expect(canary.foundIn(all)).to.deep.equal([]);
  });

  it("is in no response, log or trace of an invocation that succeeds", async () => {
    const { functionError, response, log, traces, all } = await textsAfterInvoking(run(), stack.functionName);
    expect(functionError).to.equal(undefined);
    expect(JSON.parse(response)).to.have.deep.nested.property("sections.appSecrets", { secretKey: "********" });
    expect(log).to.include("configuration loaded");
    expect(traces).to.include("GetParametersByPath");
    expect(canary.foundIn(all)).to.deep.equal([]);
  });

  it("is in no file of the run, of the bundle or of the repository", () => {
    // State and its history, the copied stack files, the endpoint's log and the function's code are under the run.
    const files = [...filesUnder(run().directory), ...filesUnder(ROOT)];
    expect(files.map((file) => path.basename(file))).to.include.members([
      "canary.json",
      "Pulumi.canary.yaml",
      "emulator.log",
      "parameterStore.ts",
    ]);
    expect(files.some((file) => file.endsWith(".zip"))).to.be.true;
    expect(canary.foundInFiles(files)).to.deep.equal([]);
  });

  it("would be found", () => {
    for (const [index, form] of canary.written(value).entries()) {
      const planted = path.join(run().directory, `planted-${index}`);
      writeFileSync(planted, form);
      expect(canary.foundInFiles([planted])).to.deep.equal([planted]);
      rmSync(planted);
    }
  });

  it("is in nothing that the engine prints from preview to destroy, debug messages and differences too", async () => {
    await stack.stack.destroy(everything);
    const text = printed.join("\n");
    for (const sign of ["create", "refresh", "delete", "[secret]", "RegisterResource RPC"])
      expect(text).to.include(sign);
    expect(canary.foundIn(printed)).to.deep.equal([]);
  });
});
