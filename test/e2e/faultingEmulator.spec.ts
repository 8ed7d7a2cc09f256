import { setTimeout as sleep } from "node:timers/promises";
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { putParameter } from "../../tools/local/putParameter.ts";
import { createClients } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { FaultingProxy } from "./support/faultingProxy.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const TTL_SECONDS = 2;
const MAX_STALE_SECONDS = 12;

/** The TTL with the maximum jitter, and a margin. */
const PAST_TTL_MS = TTL_SECONDS * 1100 + 100;

/** The maximum backoff after a first failure, and a margin. */
const PAST_BACKOFF_MS = 2000 + 100;

describeEndToEnd("a configuration with a TTL of 2 s whose Parameter Store fails", (run) => {
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
    await redirectFunction(await proxy.start());
  });

  after(() => {
    proxy.stop();
  });

  /** Sets the environment variable with which the function's SDK uses another URL for Parameter Store. */
  async function redirectFunction(url: string): Promise<void> {
    const { lambda } = createClients(run());
    const FunctionName = stack.functionName;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_SSM: url };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }

  async function rotate(): Promise<void> {
    const value = JSON.stringify({ secretKey: String(++generation) });
    await putParameter({ ...stack, section: "appSecrets", value, secret: true });
  }

  const readSecret = async () => {
    const { cache, version, sections, text } = await invokeStack(run(), stack);
    return { cache, version, secretKey: sections["appSecrets"]?.["secretKey"], text };
  };

  for (const fault of ["serverError", "throttled", "reset", "silence"] as const) {
    it(`serves stale values during the fault "${fault}", then refreshes in the same execution environment`, async () => {
      const before = await readSecret();
      await rotate();
      await sleep(PAST_TTL_MS);
      proxy.fault = fault;
      const earlierFaults = proxy.faults;
      const stale = await readSecret();
      proxy.fault = undefined;
      expect(stale).to.include({ cache: "stale", version: before.version, secretKey: before.secretKey });
      expect(stale.text).to.include("configuration load failed").and.include('"loadFailures":1');
      expect(proxy.faults).to.be.greaterThan(earlierFaults);

      await sleep(PAST_BACKOFF_MS);
      // In a new execution environment this would be a miss.
      expect(await readSecret()).to.include({ cache: "refreshed", secretKey: String(generation) });
      expect((await readSecret()).cache).to.equal("hit");
    });
  }

  it("fails the invocation when the configuration is too old, and logs the error of Parameter Store", async () => {
    await readSecret();
    proxy.fault = "serverError";
    await sleep(PAST_TTL_MS + MAX_STALE_SECONDS * 1000);
    const { functionError, payload, log } = await invoke(run(), stack.functionName);
    proxy.fault = undefined;
    expect(functionError).not.to.equal(undefined);
    expect(payload)
      .to.have.property("errorMessage")
      .that.matches(/^The configuration in memory has expired\. It is \d+\.\d s old, /);
    expect(log).to.include('"error":"ConfigurationError"').and.include("InternalServerError");
    expect(await readSecret()).to.include({ secretKey: String(generation) });
  });
});
