import { setTimeout as sleep } from "node:timers/promises";
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { putParameter } from "../../tools/local/putParameter.ts";
import { createClients } from "./support/awsState.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { FaultingProxy } from "./support/faultingProxy.ts";
import { invokeStack } from "./support/invokeStack.ts";
import { projectWithReader } from "./support/projectWithReader.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const TTL_SECONDS = 2;
const MAX_STALE_SECONDS = 12;

/** The TTL with the maximum jitter, and a margin. */
const PAST_TTL_MS = TTL_SECONDS * 1100 + 100;

/** The maximum backoff after a first failure, and a margin. */
const PAST_BACKOFF_MS = 2000 + 100;

/** A function that reads all sections by path, and one that reads a list by names. */
const FUNCTIONS = ["viewer", "reader"] as const;

type FunctionName = (typeof FUNCTIONS)[number];

describeEndToEnd("a configuration with a TTL of 2 s whose Parameter Store fails, by path and by names", (run) => {
  let stack: TestStack;
  let proxy: FaultingProxy;
  let generation = 0;

  before(async () => {
    stack = await createStack(run(), "faulted", {
      project: projectWithReader({ appSecrets: "secret" }),
      plain: {
        revealSecrets: "true",
        cacheTtlSeconds: String(TTL_SECONDS),
        cacheMaxStaleSeconds: String(MAX_STALE_SECONDS),
      },
      secrets: { "secrets.appSecrets.secretKey": "0" },
    });
    await stack.stack.up();
    proxy = new FaultingProxy(run().emulator.url);
    const url = await proxy.start();
    for (const name of FUNCTIONS) await redirectFunction(name, url);
  });

  after(() => {
    proxy.stop();
  });

  /** Sets the environment variable with which a function's SDK uses another URL for Parameter Store. */
  async function redirectFunction(name: FunctionName, url: string): Promise<void> {
    const { lambda } = createClients(run());
    const FunctionName = stack.functionNameOf(name);
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_SSM: url };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }

  async function rotate(): Promise<void> {
    const value = JSON.stringify({ secretKey: String(++generation) });
    await putParameter({ ...stack, section: "appSecrets", value, secret: true });
  }

  async function readSecret(name: FunctionName) {
    const response = await invokeStack(run(), { functionName: stack.functionNameOf(name) });
    const { cache, version, sections, text } = response;
    return { cache, version, secretKey: sections["appSecrets"]?.["secretKey"], text };
  }

  async function readSecrets() {
    const [byPath, byNames] = [await readSecret("viewer"), await readSecret("reader")];
    return { viewer: byPath, reader: byNames };
  }

  for (const fault of ["serverError", "throttled", "reset", "silence"] as const) {
    it(`serves stale values during the fault "${fault}", then refreshes in the same execution environment`, async () => {
      const before = await readSecrets();
      await rotate();
      await sleep(PAST_TTL_MS);
      proxy.fault = fault;
      for (const name of FUNCTIONS) {
        const earlierFaults = proxy.faults;
        const stale = await readSecret(name);
        const { version, secretKey } = before[name];
        expect(stale, name).to.include({ cache: "stale", version, secretKey });
        expect(stale.text).to.include("configuration load failed").and.include('"loadFailures":1');
        expect(proxy.faults).to.be.greaterThan(earlierFaults);
      }
      proxy.fault = undefined;

      await sleep(PAST_BACKOFF_MS);
      for (const name of FUNCTIONS) {
        // In a new execution environment this would be a hit.
        expect(await readSecret(name), name).to.include({ cache: "refreshed", secretKey: String(generation) });
        expect((await readSecret(name)).cache).to.equal("hit");
      }
    });
  }

  it("fails the invocation when the configuration is too old, and logs the error of Parameter Store", async () => {
    await readSecrets();
    proxy.fault = "serverError";
    await sleep(PAST_TTL_MS + MAX_STALE_SECONDS * 1000);
    for (const name of FUNCTIONS) {
      const { functionError, payload, log } = await invoke(run(), stack.functionNameOf(name));
      expect(functionError).not.to.equal(undefined);
      expect(payload)
        .to.have.property("errorMessage")
        .that.matches(/^The configuration in memory has expired\. It is \d+\.\d s old, /);
      expect(log).to.include('"error":"ConfigurationError"').and.include("InternalServerError");
    }
    proxy.fault = undefined;
    for (const { secretKey } of Object.values(await readSecrets())) expect(secretKey).to.equal(String(generation));
  });
});
