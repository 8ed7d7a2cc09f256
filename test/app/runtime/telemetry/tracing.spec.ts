import "../../support/quietTracing.ts";
import xray from "aws-xray-sdk-core";
import { expect } from "chai";
import { traceLoad } from "../../../../app/runtime/telemetry/tracing.ts";
import type { LoadSubsegment } from "../../../../app/runtime/telemetry/tracing.ts";

const OUTCOME = { state: "refreshed", ageSeconds: 0.25, version: "abc", failed: false };

interface Seen {
  readonly name: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly fault?: boolean;
  readonly in_progress?: boolean;
  readonly subsegments?: readonly Seen[];
}

/** Runs inside an invocation's segment, and gives what is below that. */
async function below(run: () => unknown): Promise<Seen[]> {
  const segment = new xray.Segment("invocation");
  await xray.getNamespace().runPromise(async () => {
    xray.setSegment(segment);
    await run();
  });
  return JSON.parse(JSON.stringify(segment.subsegments ?? [])) as Seen[];
}

describe("traceLoad", () => {
  it("makes a load a subsegment with state, age and version as annotations, above its requests", async () => {
    const [load, ...others] = await below(() =>
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

  it("marks a failed load, and leaves out what there is not", async () => {
    const [load] = await below(() => {
      traceLoad((subsegment) => {
        subsegment.end({ state: "miss", ageSeconds: undefined, version: undefined, failed: true });
      });
    });
    expect(load?.annotations).to.deep.equal({ cache_state: "miss" });
    expect(load?.fault).to.be.true;
  });

  it("hears the first end alone", async () => {
    const [load] = await below(() => {
      traceLoad((subsegment) => {
        subsegment.end({ ...OUTCOME, state: "stale" });
        subsegment.end(OUTCOME);
      });
    });
    expect(load?.annotations).to.include({ cache_state: "stale" });
  });

  it("sends a load whose request is still under way", async () => {
    const sent: string[] = [];
    await below(() => {
      traceLoad((subsegment) => {
        const own = xray.getSegment();
        own?.addNewSubsegment("SSM");
        if (own !== undefined) own.flush = () => sent.push(own.name);
        subsegment.end(OUTCOME);
      });
    });
    expect(sent).to.deep.equal(["Configuration"]);
  });

  it("runs a load where there is no segment", () => {
    expect(traceLoad(endAtOnce)).to.equal("loaded");
  });

  it("runs a load where the SDK throws because there is no segment", () => {
    const sdk = xray as unknown as { getSegment: () => unknown };
    const { getSegment } = sdk;
    sdk.getSegment = () => {
      throw new Error("Failed to get the current sub/segment from the context.");
    };
    try {
      expect(traceLoad(endAtOnce)).to.equal("loaded");
    } finally {
      sdk.getSegment = getSegment;
    }
  });
});

function endAtOnce(subsegment: LoadSubsegment): string {
  subsegment.end(OUTCOME);
  return "loaded";
}
