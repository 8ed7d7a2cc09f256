import "../support/quietTracing.ts";
import { expect } from "chai";
import { start } from "../../../app/runtime/start.ts";
import type { StartOptions } from "../../../app/runtime/start.ts";
import type { LogEntry } from "../../../app/runtime/telemetry/log.ts";
import { handler as viewer } from "../../../tools/fakes/app/viewer.ts";
import type { SsmResponse } from "../../../tools/fakes/ssmServer.ts";
import { context, ENVIRONMENT, viewerInvoker } from "../support/handlerHarness.ts";
import { useSsmServer } from "../support/useSsmServer.ts";

const HOUR_MS = 3_600_000;

const body = (version: number) => ({
  Parameters: [{ Name: "/dev/app/api", Type: "String", Value: `{"url":"u${version}"}`, Version: version }],
});

/** Converts the time of a signature, such as `20270115T080000Z`. */
const toMs = (signedAt: unknown): number =>
  Date.parse(String(signedAt).replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));

describe("an environment that is frozen for hours between INIT and its first invocation", () => {
  const { now } = Date;
  let frozenMs: number;
  let logs: LogEntry[];

  const server = useSsmServer(body(1));

  beforeEach(() => {
    [frozenMs, logs] = [0, []];
    // The SDK reads the same clock for its signatures.
    Date.now = () => now() + frozenMs;
  });

  afterEach(() => {
    Date.now = now;
  });

  const startViewer = async (options: Partial<StartOptions> = {}) =>
    viewerInvoker(
      await start(
        { name: "viewer", definition: viewer, reads: "all", sections: {} },
        { environment: ENVIRONMENT, log: (entry) => logs.push(entry), processMs: () => 0, ...options },
      ),
    );

  /** Freezes the environment. The clock jumps, and connections are dead. */
  function freeze(ms: number): void {
    frozenMs += ms;
    server().killConnections();
  }

  for (const [what, ms] of [
    ["that it could still serve", HOUR_MS],
    ["that is too old to serve", 24 * HOUR_MS],
  ] as const) {
    it(`refreshes a configuration ${what} at once, with a new connection and signature`, async () => {
      const handler = await startViewer();
      freeze(ms);
      const thawedAtMs = Date.now();
      server().respond = () => ({ body: body(2) });
      const response = await handler({}, context("one"));
      expect(response).to.deep.include({ cache: "refreshed", ageSeconds: 0, sections: { api: { url: "u2" } } });
      expect(server().signedAt).to.have.length(2);
      // Signatures have whole seconds. So has the server's date, by which the SDK corrects the clock that the test before this one moved.
      expect(toMs(server().signedAt[1])).to.be.within(thawedAtMs - 2000, Date.now());
      expect(logs.map(({ level, during }) => [level, during])).to.deep.equal([
        ["INFO", "init"],
        ["INFO", undefined],
      ]);
    });
  }

  it("has no connection to lose when the load of INIT has ended", async () => {
    await startViewer();
    for (let turn = 0; turn < 1000 && server().connections > 0; turn++) await new Promise(setImmediate);
    expect(server().connections).to.equal(0);
  });

  it("replaces a load of INIT that was in flight", async () => {
    const silence = Promise.withResolvers<SsmResponse>();
    server().respond = () => silence.promise;
    const handler = await startViewer({ processMs: () => 8980 });
    expect(server().requests).to.have.length(1);
    freeze(HOUR_MS);
    server().respond = () => ({ body: body(2) });
    expect(await handler({}, context("one"))).to.include({ cache: "miss", ageSeconds: 0 });
    expect(server().requests).to.have.length(2);
    expect(logs.map(({ level, during }) => [level, during])).to.deep.equal([
      ["WARN", "init"],
      ["INFO", undefined],
    ]);
  });
});
