import { randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { runCommand } from "../../local/command.ts";
import { ROOT } from "../../local/paths.ts";
import { answerOf } from "./support/answer.ts";
import { clientsOf, parametersOf } from "./support/awsState.ts";
import { Canary, filesUnder } from "./support/canary.ts";
import { createStack, type TestStack } from "./support/testStack.ts";
import { describeEndToEnd } from "./support/useLocalRun.ts";

describeEndToEnd("a secret", (run) => {
  const canary = new Canary(randomUUID());
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

  it("is not in the stack's outputs, and encrypted in its exported state", async () => {
    const state = await runCommand("pulumi", ["stack", "export", "--stack", "canary"], { cwd: run().project });
    expect(state.output).to.include("/canary/parameterStoreBlog/appSecrets").and.include("ciphertext");
    expect(canary.foundIn([JSON.stringify(await stack.stack.outputs()), state.output])).to.deep.equal([]);
  });

  it("is in no response, log or trace of the function", async () => {
    const { text, sections } = await answerOf(run(), stack);
    expect(sections["appSecrets"]).to.deep.equal({ secretKey: "********" });
    const logged: string[] = [];
    const logGroupName = `/aws/lambda/${stack.functionName}`;
    for await (const page of paginateFilterLogEvents({ client: clientsOf(run()).logs }, { logGroupName })) {
      logged.push(...(page.events ?? []).map(({ message }) => message ?? ""));
    }
    const traces = JSON.stringify(run().daemon.segments);
    expect(text).to.include("configuration loaded");
    expect(traces).to.include("GetParametersByPath");
    expect(canary.foundIn([text, ...logged, traces])).to.deep.equal([]);
  });

  it("is in no file of the run, of the bundle or of the repository", () => {
    // State and its history, the copied stack files, the endpoint's log and the function's code are under the run.
    const files = [...filesUnder(run().directory), ...filesUnder(ROOT)];
    expect(files.map((file) => path.basename(file))).to.include.members([
      "canary.json",
      "Pulumi.canary.yaml",
      "endpoint.log",
      "parameterStore.ts",
    ]);
    expect(files.some((file) => file.endsWith(".zip"))).to.be.true;
    expect(canary.foundInFiles(files)).to.deep.equal([]);
  });

  it("would be found", () => {
    for (const [index, form] of canary.written(value).entries()) {
      const planted = path.join(run().directory, `planted-${index}`);
      writeFileSync(planted, form);
      expect(canary.foundInFiles(filesUnder(run().directory))).to.deep.equal([planted]);
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
