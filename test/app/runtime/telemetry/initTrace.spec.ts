import "../../support/quietTracing.ts";
import xray from "aws-xray-sdk-core";
import emitter from "aws-xray-sdk-core/dist/lib/segment_emitter.js";
import { expect } from "chai";
import { InitTrace } from "../../../../app/runtime/telemetry/initTrace.ts";
import type { LoadSubsegment } from "../../../../app/runtime/telemetry/tracing.ts";

const DEFAULT_STREAMING_THRESHOLD = 100;

const LOADED = { state: "miss", ageSeconds: 0.25, version: "abc", failed: false };
const FAILED = { state: "miss", ageSeconds: undefined, version: undefined, failed: true };

interface SentDocument {
  readonly id: string;
  readonly parent_id: string;
  readonly trace_id: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly fault?: boolean;
}

describe("InitTrace", () => {
  const { send } = emitter;
  let sent: SentDocument[] = [];

  beforeEach(() => {
    sent = [];
    // As in Lambda: a subsegment is sent when it is closed.
    xray.setStreamingThreshold(0);
    emitter.send = (segment) => sent.push(JSON.parse(segment.format()) as SentDocument);
  });

  afterEach(() => {
    emitter.send = send;
    xray.setStreamingThreshold(DEFAULT_STREAMING_THRESHOLD);
  });

  /** Starts a load with one request, which has ended. */
  function startLoad() {
    const trace = new InitTrace();
    const subsegment = trace.traceLoad((opened): LoadSubsegment => {
      xray.getSegment()?.addNewSubsegment("SSM").close();
      return opened;
    });
    return { trace, subsegment };
  }

  /** Reports in the segment of an invocation, and returns that segment. */
  function report(trace: InitTrace, withTimes: boolean): xray.Segment {
    // As the SDK creates it in Lambda: it is never sent, and its counter stays 1.
    const facade = { counter: 1, incrementCounter: () => undefined, decrementCounter: () => undefined };
    const segment = Object.assign(new xray.Segment("invocation"), facade);
    xray.getNamespace().run(() => {
      xray.setSegment(segment);
      trace.report(withTimes);
    });
    return segment;
  }

  it("sends nothing during INIT, and the load with its request and their real times in the invocation's trace", async () => {
    const beganAt = Date.now() / 1000;
    const { trace, subsegment } = startLoad();
    subsegment.end(LOADED);
    const endedAt = Date.now() / 1000;
    expect(sent).to.deep.equal([]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { id, trace_id } = report(trace, true);
    const [request, load, ...others] = sent;
    expect(others).to.deep.equal([]);
    expect(load).to.deep.include({ name: "Configuration", parent_id: id, trace_id });
    expect(request).to.deep.include({ name: "SSM", parent_id: load?.id, trace_id });
    for (const times of [load, request]) {
      expect(times?.start_time).to.be.within(beganAt, endedAt);
      expect(times?.end_time).to.be.within(beganAt, endedAt);
    }
    const { load_seconds: seconds, ...annotations } = load?.annotations ?? {};
    expect(annotations).to.deep.equal({ loaded_during: "init", configuration_version: "abc" });
    expect(seconds).to.be.closeTo((load?.end_time ?? 0) - (load?.start_time ?? 0), 1e-6);
  });

  it("reports only annotations, at the time of the invocation, if its times are not wanted", async () => {
    const { trace, subsegment } = startLoad();
    await new Promise((resolve) => setTimeout(resolve, 5));
    subsegment.end(LOADED);
    const beganAt = Date.now() / 1000;
    report(trace, false);
    const [load, ...others] = sent;
    expect(others).to.deep.equal([]);
    expect(load?.start_time).to.be.at.least(beganAt).and.to.equal(load?.end_time);
    expect(load?.annotations?.["load_seconds"]).to.be.within(0.004, 1);
    expect(String(load?.annotations?.["load_seconds"]), "in whole milliseconds").to.match(/^\d\.\d{1,3}$/);
    expect(load?.annotations).to.include({ loaded_during: "init", configuration_version: "abc" });
  });

  it("reports a failed load as a fault", () => {
    const { trace, subsegment } = startLoad();
    subsegment.end(FAILED);
    report(trace, true);
    expect(sent.at(-1)).to.include({ name: "Configuration", fault: true });
    expect(sent.at(-1)?.annotations).to.have.keys("loaded_during", "load_seconds");
  });

  it("sends a late load when it ends, with the cache state of the invocation that waited for it", () => {
    const { trace, subsegment } = startLoad();
    subsegment.end({ ...FAILED, isLate: true });
    const { id } = report(trace, true);
    expect(sent.map(({ name }) => name)).to.deep.equal(["SSM"]);
    subsegment.end(LOADED);
    expect(sent.map(({ name }) => name)).to.deep.equal(["SSM", "Configuration"]);
    expect(sent[1]).to.include({ parent_id: id }).and.not.have.property("fault");
    expect(sent[1]?.annotations).to.deep.equal({
      loaded_during: "init",
      cache_state: "miss",
      cache_age_seconds: 0.25,
      configuration_version: "abc",
    });
  });

  it("reports the load once, and nothing without a load or without a segment", () => {
    const { trace, subsegment } = startLoad();
    subsegment.end(LOADED);
    report(trace, true);
    report(trace, true);
    expect(sent).to.have.length(2);
    report(new InitTrace(), true);
    const untraced = startLoad();
    untraced.subsegment.end(LOADED);
    xray.getNamespace().run((context: { segment?: unknown }) => {
      context.segment = undefined;
      untraced.trace.report(true);
    });
    expect(sent).to.have.length(2);
  });

  it("sends nothing if the invocation's trace is not sampled", () => {
    const { trace, subsegment } = startLoad();
    subsegment.end(LOADED);
    const segment = Object.assign(new xray.Segment("invocation"), { notTraced: true });
    xray.getNamespace().run(() => {
      xray.setSegment(segment);
      trace.report(true);
    });
    expect(sent).to.deep.equal([]);
  });
});
