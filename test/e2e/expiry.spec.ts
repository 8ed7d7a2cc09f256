import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { invoke } from "../../tools/local/invocation.ts";
import { putParameter } from "../../tools/local/putParameter.ts";
import { answerOf } from "./support/answer.ts";
import { createStack } from "./support/testStack.ts";
import type { TestStack } from "./support/testStack.ts";
import { describeEndToEnd } from "./support/useLocalRun.ts";

const TTL_SECONDS = 2;
const MAX_STALE_SECONDS = 4;

/** With the most of jitter, and a little. */
const PAST_TTL_MS = TTL_SECONDS * 1100 + 100;
const PAST_LIMIT_MS = PAST_TTL_MS + MAX_STALE_SECONDS * 1000;

describeEndToEnd("a configuration with a TTL of 2 s", (run) => {
  let stack: TestStack;
  const began = () => run().daemon.segments.length;

  before(async () => {
    stack = await createStack(run(), "expiring", {
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

  /** What the traces since then tell of loads. */
  const annotationsSince = (seen: number) =>
    run()
      .daemon.segments.slice(seen)
      .flatMap(({ name, annotations, fault }) =>
        name === "Configuration" ? [{ ...annotations, fault: fault ?? false }] : [],
      );

  it("is loaded once and kept while it is fresh", async () => {
    const seen = began();
    const first = await answerOf(run(), stack);
    const second = await answerOf(run(), stack);
    expect([first, second].map(({ cache, loads }) => [cache, loads])).to.deep.equal([
      ["miss", 1],
      ["hit", 0],
    ]);
    expect(second.version).to.equal(first.version);
    expect(second.text).not.to.include("loadFailures");
    const [load, ...others] = annotationsSince(seen);
    expect(load).to.include({ cache_state: "miss", configuration_version: first.version, fault: false });
    expect(load).to.have.property("cache_age_seconds").that.is.a("number");
    expect(others).to.deep.equal([]);
  });

  it("is refreshed past the TTL, with what changed behind Pulumi's back", async () => {
    const { version } = await answerOf(run(), stack);
    await put("features", '{"search":"off"}');
    await put("appSecrets", '{"secretKey":"second"}', true);
    await sleep(PAST_TTL_MS);
    const seen = began();
    const answer = await answerOf(run(), stack);
    expect(answer).to.include({ cache: "refreshed", loads: 1, ageSeconds: 0 });
    expect(answer.version).not.to.equal(version);
    expect(answer.sections["features"]).to.deep.equal({ search: "off" });
    expect(answer.sections["appSecrets"]).to.deep.equal({ secretKey: "second" });
    expect(annotationsSince(seen)).to.have.length(1);
    expect(annotationsSince(seen)[0]).to.include({ cache_state: "refreshed", configuration_version: answer.version });
    expect((await answerOf(run(), stack)).cache).to.equal("hit");
  });

  it("is served stale while it cannot be loaded, with one warning", async () => {
    const { sections, version } = await answerOf(run(), stack);
    await put("features", "no JSON");
    await sleep(PAST_TTL_MS);
    const seen = began();
    const answers = [await answerOf(run(), stack), await answerOf(run(), stack)];
    expect(answers.map(({ cache, loads }) => [cache, loads])).to.deep.equal([
      ["stale", 1],
      ["stale", 0],
    ]);
    for (const answer of answers) expect(answer).to.deep.include({ sections, version });
    const [first, second] = answers.map(({ text }) => text);
    expect(first).to.include("configuration load failed").and.include('"loadFailures":1').and.include("features");
    expect(second).not.to.include("configuration load failed");
    const annotations = annotationsSince(seen);
    expect(annotations).to.have.length(1);
    expect(annotations[0]).to.include({ cache_state: "stale", configuration_version: version, fault: true });
  });

  it("fails the invocation past the limit, with the reason", async () => {
    await sleep(PAST_LIMIT_MS - PAST_TTL_MS);
    const { payload, functionError, log } = await invoke(run(), stack.functionName);
    expect(functionError).not.to.equal(undefined);
    expect((payload as { errorMessage: string }).errorMessage)
      .to.match(/^The configuration in memory is \d+\.\d s old, /)
      .and.include(
        "it cannot be refreshed: The value of parameter /expiring/parameterStoreBlog/features must be a JSON",
      );
    expect(log).to.include("invocation failed").and.include('"error":"ConfigurationError"');
  });

  it("is served again as soon as it can be loaded", async () => {
    await put("features", '{"search":"back"}');
    const { cache, sections } = await answerOf(run(), stack);
    // The endpoint starts an execution environment anew after a failed invocation; AWS may keep it.
    expect(cache).to.be.oneOf(["miss", "refreshed"]);
    expect(sections["features"]).to.deep.equal({ search: "back" });
  });
});
