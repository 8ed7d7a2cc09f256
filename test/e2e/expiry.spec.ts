import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { putParameter } from "../../tools/local/putParameter.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { invokeStack } from "./support/invokeStack.ts";
import type { StackResponse } from "./support/invokeStack.ts";
import { projectWithReader } from "./support/projectWithReader.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";

const TTL_SECONDS = 2;
const MAX_STALE_SECONDS = 4;

/** The TTL with the maximum jitter, and a margin. */
const PAST_TTL_MS = TTL_SECONDS * 1100 + 100;
const PAST_LIMIT_MS = PAST_TTL_MS + MAX_STALE_SECONDS * 1000;

/** A function that reads all sections by path, and one that reads a list by names. They share the time that passes. */
const FUNCTIONS = ["viewer", "reader"] as const;

type FunctionName = (typeof FUNCTIONS)[number];

describeEndToEnd("a configuration with a TTL of 2 s, by path and by names", (run) => {
  let stack: TestStack;
  const countSegments = () => run().daemon.segments.length;

  before(async () => {
    stack = await createStack(run(), "expiring", {
      project: projectWithReader({ features: "plain", appSecrets: "secret" }),
      plain: {
        revealSecrets: "true",
        cacheTtlSeconds: String(TTL_SECONDS),
        cacheMaxStaleSeconds: String(MAX_STALE_SECONDS),
        "parameters.features.search": "on",
      },
      secrets: { "secrets.appSecrets.secretKey": "first" },
    });
    await stack.stack.up();
  });

  const put = (section: string, value: string, secret = false) => putParameter({ ...stack, section, value, secret });

  const invokeOne = (name: FunctionName) => invokeStack(run(), { functionName: stack.functionNameOf(name) });

  /** Invokes each function once, and returns their responses. */
  async function invokeEach(): Promise<ReadonlyMap<FunctionName, StackResponse>> {
    const responses = new Map<FunctionName, StackResponse>();
    for (const name of FUNCTIONS) responses.set(name, await invokeOne(name));
    return responses;
  }

  /** Returns the annotations of the loads in all later traces. */
  const annotationsSince = (earlier: number) =>
    run()
      .daemon.segments.slice(earlier)
      .flatMap(({ name, annotations, fault }) =>
        name === "Configuration" ? [{ ...annotations, fault: fault ?? false }] : [],
      );

  it("loads the configuration once, and serves it from the cache while it is fresh", async () => {
    for (const name of FUNCTIONS) {
      const earlier = countSegments();
      const first = await invokeOne(name);
      const second = await invokeOne(name);
      expect([first, second].map(({ start, cache, loads }) => [start, cache, loads])).to.deep.equal([
        ["cold", "hit", 1],
        ["warm", "hit", 0],
      ]);
      expect(first.text).to.include('"during":"init"');
      expect(second.version).to.equal(first.version);
      expect(second.text).not.to.include("loadFailures");
      const [load, ...others] = annotationsSince(earlier);
      expect(load).to.include({ loaded_during: "init", configuration_version: first.version, fault: false });
      expect(load).to.have.property("load_seconds").that.is.a("number");
      expect(others).to.deep.equal([]);
    }
  });

  it("refreshes the configuration after the TTL, with values changed outside Pulumi", async () => {
    const before = await invokeEach();
    await put("features", '{"search":"off"}');
    await put("appSecrets", '{"secretKey":"second"}', true);
    await sleep(PAST_TTL_MS);
    for (const name of FUNCTIONS) {
      const earlier = countSegments();
      const response = await invokeOne(name);
      expect(response).to.include({ cache: "refreshed", loads: 1, ageSeconds: 0 });
      expect(response.version).not.to.equal(before.get(name)?.version);
      expect(response.sections["features"]).to.deep.equal({ search: "off" });
      expect(response.sections["appSecrets"]).to.deep.equal({ secretKey: "second" });
      expect(annotationsSince(earlier)).to.have.length(1);
      expect(annotationsSince(earlier)[0]).to.include({
        cache_state: "refreshed",
        configuration_version: response.version,
      });
      expect((await invokeOne(name)).cache).to.equal("hit");
    }
  });

  it("serves the stale configuration, with one warning, while loads fail", async () => {
    const before = await invokeEach();
    await put("features", "not JSON");
    await sleep(PAST_TTL_MS);
    for (const name of FUNCTIONS) {
      const { sections, version } = before.get(name) ?? {};
      const earlier = countSegments();
      const responses = [await invokeOne(name), await invokeOne(name)];
      expect(responses.map(({ cache, loads }) => [cache, loads])).to.deep.equal([
        ["stale", 1],
        ["stale", 0],
      ]);
      for (const response of responses) expect(response).to.deep.include({ sections, version });
      const [first, second] = responses.map(({ text }) => text);
      expect(first).to.include("configuration load failed").and.include('"loadFailures":1').and.include("features");
      expect(second).not.to.include("configuration load failed");
      const annotations = annotationsSince(earlier);
      expect(annotations).to.have.length(1);
      expect(annotations[0]).to.include({ cache_state: "stale", configuration_version: version, fault: true });
    }
  });

  it("fails the invocation with the reason when the configuration is too old", async () => {
    await sleep(PAST_LIMIT_MS - PAST_TTL_MS);
    for (const name of FUNCTIONS) {
      const { payload, functionError, log } = await invoke(run(), stack.functionNameOf(name));
      expect(functionError).not.to.equal(undefined);
      expect((payload as { errorMessage: string }).errorMessage)
        .to.match(/^The configuration in memory has expired\. It is \d+\.\d s old, /)
        .and.include("The refresh failed: The value of parameter /expiring/parameterStoreBlog/features must be a JSON");
      expect(log).to.include("invocation failed").and.include('"error":"ConfigurationError"');
    }
  });

  it("serves the configuration again after a successful load", async () => {
    await put("features", '{"search":"back"}');
    for (const { cache, sections } of (await invokeEach()).values()) {
      // After a failed invocation the emulator restarts the execution environment. AWS may keep it.
      expect(cache).to.be.oneOf(["hit", "refreshed"]);
      expect(sections["features"]).to.deep.equal({ search: "back" });
    }
  });
});
