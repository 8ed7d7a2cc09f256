import { expect } from "chai";
import type { Segment } from "../../../tools/lib/segment.ts";
import { buildTraces } from "../../../tools/report/buildTraces.ts";
import { walkSpans } from "../../../tools/report/model.ts";

const NAME = "parameterStoreBlog-dev";

const serviceSegment: Segment = { id: "a", name: NAME, origin: "AWS::Lambda", start_time: 100, end_time: 100.5 };
const functionSegment: Segment = {
  id: "b",
  parent_id: "a",
  name: NAME,
  origin: "AWS::Lambda::Function",
  start_time: 100.1,
  end_time: 100.5,
  subsegments: [
    { id: "d", name: "Invocation", start_time: 100.3, end_time: 100.5 },
    { id: "c", name: "Initialization", start_time: 100.1, end_time: 100.3 },
  ],
};
const load: Segment = {
  id: "e",
  parent_id: "d",
  type: "subsegment",
  name: "Configuration",
  start_time: 100.31,
  end_time: 100.4,
  annotations: { cache_state: "miss", cache_age_seconds: 0.09, configuration_version: "abc", odd: { not: "shown" } },
};
const call: Segment = {
  id: "f",
  parent_id: "e",
  type: "subsegment",
  name: "SSM",
  start_time: 100.32,
  end_time: 100.39,
  aws: { operation: "GetParametersByPath" },
};
const inferred: Segment = {
  id: "g",
  parent_id: "f",
  name: "SSM",
  inferred: true,
  start_time: 100.32,
  end_time: 100.39,
};

const traces = (...segments: Segment[]) => buildTraces("1-2-3", segments, NAME);
const trace = (...segments: Segment[]) => traces(...segments)[0];

describe("buildTraces", () => {
  it("nests embedded and independently sent subsegments in chronological order", () => {
    // X-Ray returns documents in no particular order.
    const result = trace(call, inferred, load, functionSegment, serviceSegment);
    const spans = result === undefined ? [] : [...walkSpans(result.span)];
    expect(
      spans.map(({ name, depth, startMs, durationMs }) => [depth, name, Math.round(startMs), Math.round(durationMs)]),
    ).to.deep.equal([
      [0, "AWS::Lambda", 0, 500],
      [1, "AWS::Lambda::Function", 100, 400],
      [2, "Initialization", 100, 200],
      [2, "Invocation", 300, 200],
      [3, "Configuration", 310, 90],
      [4, "GetParametersByPath", 320, 70],
    ]);
  });

  it("returns time, annotations, start and cache state of an invocation", () => {
    const result = trace(serviceSegment, functionSegment, load, call);
    expect(result).to.deep.include({
      id: "1-2-3",
      startedAtMs: 100_000,
      responseMs: 500,
      start: "cold",
      status: "ok",
      cache: "miss",
      annotations: { cache_state: "miss", cache_age_seconds: 0.09, configuration_version: "abc" },
    });
  });

  it("treats an invocation without initialization as warm, and one without a load as a cache hit", () => {
    const warm = trace(serviceSegment, { ...functionSegment, subsegments: [] });
    expect(warm).to.include({ start: "warm", cache: "hit", status: "ok" });
  });

  it("treats an invocation whose initialization loaded the configuration as cold, and as a cache hit", () => {
    const annotations = { loaded_during: "init", load_seconds: 0.09 };
    const early = { ...load, start_time: 100.2, end_time: 100.29, annotations };
    expect(trace(serviceSegment, functionSegment, early, call)).to.deep.include({ start: "cold", cache: "hit" });
  });

  it('returns the cache state "none" for a failed invocation without a load', () => {
    expect(trace(serviceSegment, { ...functionSegment, fault: true })).to.include({ status: "fault", cache: "none" });
  });

  for (const [flag, status] of [
    ["error", "error"],
    ["throttle", "throttled"],
  ] as const) {
    it(`returns the status "${status}" for the flag "${flag}"`, () => {
      expect(trace({ ...serviceSegment, [flag]: true })).to.include({ status });
    });
  }

  it('returns the status "ok" for an invocation with a failed load', () => {
    const result = trace(serviceSegment, functionSegment, {
      ...load,
      fault: true,
      annotations: { cache_state: "stale" },
    });
    expect(result).to.include({ status: "ok", cache: "stale" });
    const failed = result === undefined ? [] : [...walkSpans(result.span)].filter((span) => span.failed);
    expect(failed.map(({ name }) => name)).to.deep.equal(["Configuration"]);
  });

  it("measures only the function if another service started the trace", () => {
    const gateway = { id: "z", name: "gateway", origin: "AWS::ApiGateway::Stage", start_time: 99, end_time: 101 };
    expect(trace(gateway, { ...serviceSegment, parent_id: "z" }, functionSegment)).to.include({
      startedAtMs: 100_000,
      responseMs: 500,
    });
  });

  it("skips an invocation that has not ended or whose segment is missing", () => {
    const inProgress: Segment = { id: "a", name: NAME, origin: "AWS::Lambda", start_time: 100 };
    expect(traces(inProgress, functionSegment)).to.deep.equal([]);
    expect(traces(load)).to.deep.equal([]);
  });

  it("ignores start, status and annotations of a service that the function calls", () => {
    const warm = {
      ...functionSegment,
      subsegments: [{ id: "d", name: "Invocation", start_time: 100.1, end_time: 100.5 }],
    };
    const calledService: Segment = {
      id: "h",
      parent_id: "d",
      name: "other",
      origin: "AWS::Lambda",
      start_time: 100.2,
      end_time: 100.4,
      fault: true,
    };
    const calledFunction: Segment = {
      ...calledService,
      id: "i",
      parent_id: "h",
      origin: "AWS::Lambda::Function",
      subsegments: [
        { id: "j", name: "Initialization", start_time: 100.2, end_time: 100.3 },
        { id: "k", name: "Configuration", start_time: 100.3, end_time: 100.4, annotations: { cache_state: "miss" } },
      ],
    };
    const result = trace(serviceSegment, warm, calledService, calledFunction);
    expect(result).to.deep.include({ start: "warm", status: "ok", cache: "hit", annotations: {} });
    // The trace still contains its spans.
    const names = result === undefined ? [] : [...walkSpans(result.span)].map(({ name }) => name);
    expect(names).to.include.members(["Initialization", "Configuration"]);
  });

  it("returns one trace per invocation, in chronological order, if an X-Ray trace contains several", () => {
    const later: Segment = { ...serviceSegment, id: "l", start_time: 101, end_time: 101.25 };
    const laterFunction: Segment = { ...functionSegment, id: "m", parent_id: "l", fault: true, subsegments: [] };
    const inProgress: Segment = { id: "n", name: NAME, origin: "AWS::Lambda", start_time: 99 };
    const result = traces(laterFunction, later, inProgress, functionSegment, serviceSegment);
    expect(result.map(({ id, responseMs, start, status }) => [id, responseMs, start, status])).to.deep.equal([
      ["1-2-3", 500, "cold", "ok"],
      ["1-2-3#2", 250, "warm", "fault"],
    ]);
  });

  it("separates an invocation from its recursive invocation", () => {
    const recursive: Segment = { ...serviceSegment, id: "o", parent_id: "d", start_time: 100.35, end_time: 100.45 };
    const recursiveFunction: Segment = { ...functionSegment, id: "p", parent_id: "o", fault: true, subsegments: [] };
    const result = traces(serviceSegment, functionSegment, recursive, recursiveFunction);
    expect(result.map(({ start, status }) => [start, status])).to.deep.equal([
      ["cold", "ok"],
      ["warm", "fault"],
    ]);
  });
});
