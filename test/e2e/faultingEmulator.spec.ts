import { setTimeout as sleep } from "node:timers/promises";
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { putParameter } from "../../tools/local/putParameter.ts";
import { answerOf } from "./support/answer.ts";
import { clientsOf } from "./support/awsState.ts";
import { FaultingProxy } from "./support/faultingProxy.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";
import { describeEndToEnd } from "./support/useLocalRun.ts";

const TTL_SECONDS = 2;
const MAX_STALE_SECONDS = 12;

/** With the most of jitter, and a little. */
const PAST_TTL_MS = TTL_SECONDS * 1100 + 100;

/** The longest pause after a first failure, and a little. */
const PAST_BACK_OFF_MS = 2000 + 100;

describeEndToEnd("a configuration with a TTL of 2 s, where Parameter Store fails", (run) => {
  let stack: TestStack;
  let proxy: FaultingProxy;
  let generation = 0;

  before(async () => {
    stack = await createStack(run(), "faulted", {
      plain: {
        revealSecrets: "true",
        cacheTtlSeconds: String(TTL_SECONDS),
        cacheMaxStaleSeconds: String(MAX_STALE_SECONDS),
      },
      secrets: { "secrets.appSecrets.secretKey": "0" },
    });
    await stack.stack.up();
    proxy = new FaultingProxy(run().emulator.url);
    await behindProxy(await proxy.start());
  });

  after(() => {
    proxy.stop();
  });

  /** The function's SDK finds Parameter Store at another address from now on, as in any AWS SDK's documentation. */
  async function behindProxy(url: string): Promise<void> {
    const { lambda } = clientsOf(run());
    const FunctionName = stack.functionName;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_SSM: url };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }

  async function rotate(): Promise<void> {
    const value = JSON.stringify({ secretKey: String(++generation) });
    await putParameter({ ...stack, section: "appSecrets", value, secret: true });
  }

  const answer = async () => {
    const { cache, version, sections, text } = await answerOf(run(), stack);
    return { cache, version, secretKey: sections["appSecrets"]?.["secretKey"], text };
  };

  for (const fault of ["serverError", "throttled", "reset", "silence"] as const) {
    it(`is served stale through ${fault}, and refreshed afterwards in the same execution environment`, async () => {
      const before = await answer();
      await rotate();
      await sleep(PAST_TTL_MS);
      proxy.fault = fault;
      const met = proxy.faults;
      const stale = await answer();
      proxy.fault = undefined;
      expect(stale).to.include({ cache: "stale", version: before.version, secretKey: before.secretKey });
      expect(stale.text).to.include("configuration load failed").and.include('"loadFailures":1');
      expect(proxy.faults).to.be.greaterThan(met);

      await sleep(PAST_BACK_OFF_MS);
      // A new execution environment would say miss.
      expect(await answer()).to.include({ cache: "refreshed", secretKey: String(generation) });
      expect((await answer()).cache).to.equal("hit");
    });
  }

  it("fails the invocation past the limit, and names what Parameter Store said", async () => {
    await answer();
    proxy.fault = "serverError";
    await sleep(PAST_TTL_MS + MAX_STALE_SECONDS * 1000);
    const { functionError, payload, log } = await invoke(run(), stack.functionName);
    proxy.fault = undefined;
    expect(functionError).not.to.equal(undefined);
    expect(payload)
      .to.have.property("errorMessage")
      .that.matches(/^The configuration in memory is \d+\.\d s old, /);
    expect(log).to.include('"error":"ConfigurationError"').and.include("InternalServerError");
    expect(await answer()).to.include({ secretKey: String(generation) });
  });
});
