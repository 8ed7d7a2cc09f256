import { expect } from "chai";
import { spansOf } from "../../report/model.ts";
import type { Segment } from "../../report/segment.ts";
import { tracesOf } from "../../report/buildTraces.ts";

const NAME = "parameterStoreBlog-dev";

const service: Segment = { id: "a", name: NAME, origin: "AWS::Lambda", start_time: 100, end_time: 100.5 };
const inside: Segment = {
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

const traces = (...segments: Segment[]) => tracesOf("1-2-3", segments, NAME);
const trace = (...segments: Segment[]) => traces(...segments)[0];

describe("tracesOf", () => {
  it("nests what was sent inside a segment and what was sent by itself, in the order of time", () => {
    // The order in which documents come says nothing.
    const made = trace(call, inferred, load, inside, service);
    const spans = made === undefined ? [] : [...spansOf(made.span)];
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

  it("tells time, annotations, cold and the cache's state", () => {
    const made = trace(service, inside, load, call);
    expect(made).to.deep.include({
      id: "1-2-3",
      startedAtMs: 100_000,
      responseMs: 500,
      start: "cold",
      status: "ok",
      cache: "miss",
      annotations: { cache_state: "miss", cache_age_seconds: 0.09, configuration_version: "abc" },
    });
  });

  it("takes an invocation without initialization for warm, and one without a load for a hit", () => {
    const warm = trace(service, { ...inside, subsegments: [] });
    expect(warm).to.include({ start: "warm", cache: "hit", status: "ok" });
  });

  it("has a failed invocation without a load as one that got no configuration", () => {
    expect(trace(service, { ...inside, fault: true })).to.include({ status: "fault", cache: "none" });
  });

  for (const [flag, status] of [
    ["error", "error"],
    ["throttle", "throttled"],
  ] as const) {
    it(`has ${flag} as ${status}`, () => {
      expect(trace({ ...service, [flag]: true })).to.include({ status });
    });
  }

  it("does not fail an invocation for a load that failed", () => {
    const made = trace(service, inside, { ...load, fault: true, annotations: { cache_state: "stale" } });
    expect(made).to.include({ status: "ok", cache: "stale" });
    const failed = made === undefined ? [] : [...spansOf(made.span)].filter((span) => span.failed);
    expect(failed.map(({ name }) => name)).to.deep.equal(["Configuration"]);
  });

  it("is of the function alone where another service began the trace", () => {
    const gateway: Segment = {
      id: "z",
      name: "gateway",
      origin: "AWS::ApiGateway::Stage",
      start_time: 99,
      end_time: 101,
    };
    expect(trace(gateway, { ...service, parent_id: "z" }, inside)).to.include({
      startedAtMs: 100_000,
      responseMs: 500,
    });
  });

  it("leaves out what has not ended, and what is not there", () => {
    const underWay: Segment = { id: "a", name: NAME, origin: "AWS::Lambda", start_time: 100 };
    expect(traces(underWay, inside)).to.deep.equal([]);
    expect(traces(load)).to.deep.equal([]);
  });

  it("does not take the start, status and annotations of a service that the function calls for its own", () => {
    const warm = { ...inside, subsegments: [{ id: "d", name: "Invocation", start_time: 100.1, end_time: 100.5 }] };
    const called: Segment = {
      id: "h",
      parent_id: "d",
      name: "other",
      origin: "AWS::Lambda",
      start_time: 100.2,
      end_time: 100.4,
      fault: true,
    };
    const insideCalled: Segment = {
      ...called,
      id: "i",
      parent_id: "h",
      origin: "AWS::Lambda::Function",
      subsegments: [
        { id: "j", name: "Initialization", start_time: 100.2, end_time: 100.3 },
        {
          id: "k",
          name: "Configuration",
          start_time: 100.3,
          end_time: 100.4,
          annotations: { cache_state: "miss" },
        },
      ],
    };
    const made = trace(service, warm, called, insideCalled);
    expect(made).to.deep.include({ start: "warm", status: "ok", cache: "hit", annotations: {} });
    // It took its time all the same.
    const names = made === undefined ? [] : [...spansOf(made.span)].map(({ name }) => name);
    expect(names).to.include.members(["Initialization", "Configuration"]);
  });

  it("makes one of each invocation, in the order of time, where a trace holds several", () => {
    const later: Segment = { ...service, id: "l", start_time: 101, end_time: 101.25 };
    const insideLater: Segment = { ...inside, id: "m", parent_id: "l", fault: true, subsegments: [] };
    const underWay: Segment = { id: "n", name: NAME, origin: "AWS::Lambda", start_time: 99 };
    const made = traces(insideLater, later, underWay, inside, service);
    expect(made.map(({ id, responseMs, start, status }) => [id, responseMs, start, status])).to.deep.equal([
      ["1-2-3", 500, "cold", "ok"],
      ["1-2-3#2", 250, "warm", "fault"],
    ]);
  });

  it("keeps an invocation apart from the one that it makes of the same function", () => {
    const recursive: Segment = { ...service, id: "o", parent_id: "d", start_time: 100.35, end_time: 100.45 };
    const insideRecursive: Segment = { ...inside, id: "p", parent_id: "o", fault: true, subsegments: [] };
    const made = traces(service, inside, recursive, insideRecursive);
    expect(made.map(({ start, status }) => [start, status])).to.deep.equal([
      ["cold", "ok"],
      ["warm", "fault"],
    ]);
  });
});
