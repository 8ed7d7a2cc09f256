import "../../support/quietTracing.ts";
import xray from "aws-xray-sdk-core";
import contextUtils from "aws-xray-sdk-core/dist/lib/context_utils.js";
import { expect } from "chai";
import { traceLoad } from "../../../../app/runtime/telemetry/tracing.ts";
import type { LoadSubsegment } from "../../../../app/runtime/telemetry/tracing.ts";

const OUTCOME = { state: "refreshed", ageSeconds: 0.25, version: "abc", failed: false };

interface SubsegmentDocument {
  readonly name: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly fault?: boolean;
  readonly in_progress?: boolean;
  readonly subsegments?: readonly SubsegmentDocument[];
}

/** Runs in the segment of an invocation and returns its subsegments. */
async function subsegmentsOf(run: () => unknown): Promise<SubsegmentDocument[]> {
  const segment = new xray.Segment("invocation");
  await xray.getNamespace().runPromise(async () => {
    xray.setSegment(segment);
    await run();
  });
  return JSON.parse(JSON.stringify(segment.subsegments ?? [])) as SubsegmentDocument[];
}

describe("traceLoad", () => {
  it("records a load as a subsegment with annotations and with its requests as children", async () => {
    const [load, ...others] = await subsegmentsOf(() =>
      traceLoad(async (subsegment) => {
        await Promise.resolve();
        xray.getSegment()?.addNewSubsegment("SSM").close();
        subsegment.end(OUTCOME);
      }),
    );
    expect(load?.name).to.equal("Configuration");
    expect(load?.annotations).to.deep.equal({
      cache_state: "refreshed",
      cache_age_seconds: 0.25,
      configuration_version: "abc",
    });
    expect(load).not.to.have.any.keys("in_progress", "fault");
    expect(load?.subsegments?.map(({ name }) => name)).to.deep.equal(["SSM"]);
    expect(others).to.deep.equal([]);
  });

  it("marks a failed load as a fault, and omits missing annotations", async () => {
    const [load] = await subsegmentsOf(() => {
      traceLoad((subsegment) => {
        subsegment.end({ state: "miss", ageSeconds: undefined, version: undefined, failed: true });
      });
    });
    expect(load?.annotations).to.deep.equal({ cache_state: "miss" });
    expect(load?.fault).to.be.true;
  });

  it("ignores every end() after the first", async () => {
    const [load] = await subsegmentsOf(() => {
      traceLoad((subsegment) => {
        subsegment.end({ ...OUTCOME, state: "stale" });
        subsegment.end(OUTCOME);
      });
    });
    expect(load?.annotations).to.include({ cache_state: "stale" });
  });

  it("sends the subsegment of a load whose request is still in flight", async () => {
    const sent: string[] = [];
    await subsegmentsOf(() => {
      traceLoad((subsegment) => {
        const own = xray.getSegment();
        own?.addNewSubsegment("SSM");
        if (own !== undefined) own.flush = () => sent.push(own.name);
        subsegment.end(OUTCOME);
      });
    });
    expect(sent).to.deep.equal(["Configuration"]);
  });

  it("runs a load without a segment", () => {
    expect(traceLoad(endImmediately)).to.equal("loaded");
  });

  it("runs a load if the SDK throws because there is no segment", () => {
    const sdk = contextUtils as unknown as { getSegment: () => unknown };
    const { getSegment } = sdk;
    sdk.getSegment = () => {
      throw new Error("Failed to get the current sub/segment from the context.");
    };
    try {
      expect(traceLoad(endImmediately)).to.equal("loaded");
    } finally {
      sdk.getSegment = getSegment;
    }
  });
});

function endImmediately(subsegment: LoadSubsegment): string {
  subsegment.end(OUTCOME);
  return "loaded";
}
