import { expect } from "chai";
import { RunError } from "../../local/runError.ts";
import { xrayStackReport } from "../../report/aws/fetchStackReport.ts";
import type { StackReport } from "../../report/model.ts";
import type { Segment } from "../../report/segment.ts";
import { withEnvironment } from "../app/support/environment.ts";
import { recordedServices } from "./support/recordedServiceGraph.ts";
import { XrayServer, type XrayAnswer, type XrayRequest } from "./support/fakeXray.ts";

const FUNCTION = "parameterStoreBlog-dev";
const DEPLOYED = {
  functionName: FUNCTION,
  region: "eu-west-1",
  invokeCommand: `aws lambda invoke --function-name ${FUNCTION} …`,
};
const HOUR_MS = 3_600_000;

/** Two summaries a page, the last page empty; each trace on a page of its own; the graph on two pages. */
function inPages({ path, body }: XrayRequest): XrayAnswer {
  const page = Number(body["NextToken"] ?? 0);
  if (path === "/TraceSummaries") {
    const TraceSummaries = [
      [{ Id: "1-a-1" }, { Id: "1-a-2" }],
      [{ Id: "1-a-3" }, { Id: "1-a-4" }],
      [{ Id: "1-a-5" }, { Id: "1-a-6" }],
      [],
    ][page];
    return { body: { TraceSummaries, ...(page < 3 ? { NextToken: String(page + 1) } : {}) } };
  }
  if (path === "/Traces") {
    const ids = body["TraceIds"] as string[];
    const Id = ids[page] ?? "";
    const more = page + 1 < ids.length ? { NextToken: String(page + 1) } : {};
    return { body: { Traces: [{ Id, Segments: [{ Id: "s", Document: JSON.stringify(segment(Id)) }] }], ...more } };
  }
  const services = recordedServices(FUNCTION);
  return page === 0
    ? { body: { Services: services.slice(0, 2), NextToken: "1" } }
    : { body: { Services: services.slice(2) } };
}

/** The later its number, the earlier it began; the sixth has not ended. */
function segment(traceId: string): Segment {
  const number = Number(traceId.at(-1));
  const start_time = 1_700_000_000 - number;
  const end = number === 6 ? {} : { end_time: start_time + number / 1000 };
  return { id: `s${number}`, name: FUNCTION, origin: "AWS::Lambda", start_time, ...end };
}

/** X-Ray's answers are recorded here: moto's X-Ray, in test/endToEnd/profile.spec.ts, has neither pages nor a graph. */
describe("a report from the X-Ray API", () => {
  withEnvironment({
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_ENDPOINT_URL_XRAY: "",
  });
  let server: XrayServer;

  async function reportBy(answer: (request: XrayRequest) => XrayAnswer, hours = 1): Promise<StackReport> {
    server = new XrayServer(answer);
    process.env["AWS_ENDPOINT_URL_XRAY"] = await server.start();
    try {
      return await xrayStackReport("dev", DEPLOYED, { text: `${hours}h`, ms: hours * HOUR_MS });
    } finally {
      server.stop();
    }
  }

  const rejection = async (answer: (request: XrayRequest) => XrayAnswer): Promise<Error> => {
    const error: unknown = await reportBy(answer).catch((reason: unknown) => reason);
    if (error instanceof Error) return error;
    throw new Error("It did not fail.");
  };
  const to = (path: string) => server.requests.filter((request) => request.path === path).map(({ body }) => body);

  it("takes all pages, five traces at a time, and puts them in the order of time", async () => {
    const { traces } = await reportBy(inPages);
    expect(traces.map(({ id, responseMs }) => [id, Math.round(responseMs)])).to.deep.equal(
      [5, 4, 3, 2, 1].map((number) => [`1-a-${number}`, number]),
    );
    const batches = to("/Traces").map(({ TraceIds }) => (TraceIds as string[]).length);
    expect(batches).to.deep.equal([5, 5, 5, 5, 5, 1]);
  });

  it("asks for the function alone, in ranges that X-Ray accepts, and counts nothing twice", async () => {
    const { traces } = await reportBy(inPages, 13);
    expect(traces).to.have.length(5);
    const asked = to("/TraceSummaries").filter(({ NextToken }) => NextToken === undefined);
    expect(
      asked.map(({ StartTime, EndTime }) => Math.round((Number(EndTime) - Number(StartTime)) / 3600)),
    ).to.deep.equal([1, 6, 6]);
    for (const { FilterExpression } of asked) expect(FilterExpression).to.equal(`service("${FUNCTION}")`);
  });

  /** The traces of some ids, on one page, but for those that are not given. */
  const tracesFor = ({ body }: XrayRequest, kept: readonly string[] = []): XrayAnswer => {
    const ids = body["TraceIds"] as string[];
    const Traces = ids
      .filter((Id) => !kept.includes(Id))
      .map((Id) => ({ Id, Segments: [{ Id: "s", Document: JSON.stringify(segment(Id)) }] }));
    return { body: { Traces, UnprocessedTraceIds: ids.filter((id) => kept.includes(id)) } };
  };

  it("asks again, and for them alone, for traces that X-Ray did not process", async () => {
    const { traces, leftOut } = await reportBy((request) =>
      request.path === "/Traces"
        ? tracesFor(request, to("/Traces").length < 3 ? ["1-a-2", "1-a-4"] : [])
        : inPages(request),
    );
    expect(traces.map(({ id }) => id)).to.deep.equal(["1-a-5", "1-a-4", "1-a-3", "1-a-2", "1-a-1"]);
    expect(leftOut).to.deep.equal([]);
    expect(to("/Traces").map(({ TraceIds }) => TraceIds)).to.deep.equal([
      ["1-a-1", "1-a-2", "1-a-3", "1-a-4", "1-a-5"],
      ["1-a-6"],
      ["1-a-2", "1-a-4"],
    ]);
  });

  it("says how many traces X-Ray never gave", async function () {
    this.slow(10_000);
    const { traces, leftOut } = await reportBy((request) =>
      request.path === "/Traces" ? tracesFor(request, ["1-a-2", "1-a-4"]) : inPages(request),
    );
    expect(traces).to.have.length(3);
    expect(leftOut).to.deep.equal(["Missing: 2 traces that X-Ray did not give, asked 4 times."]);
  });

  it("does not say that there is no trace where X-Ray gave none of them", async function () {
    this.slow(10_000);
    const { name, message } = await rejection((request) =>
      request.path === "/Traces" ? { body: { UnprocessedTraceIds: request.body["TraceIds"] } } : inPages(request),
    );
    expect(name).to.equal("RunError");
    expect(message).to.include("Missing: 6 traces that X-Ray did not give").and.include("try again");
  });

  it("takes the latest 5000 traces by the time in their ids, and says what it leaves out", async function () {
    this.timeout(60_000);
    this.slow(20_000);
    const EACH = 2600;
    /** In each range of time its own traces, the latest neither first nor last. */
    const idsOf = ({ body }: XrayRequest) => {
      const seconds = Math.floor(Number(body["StartTime"]));
      return Array.from({ length: EACH }, (_, index) => `1-${(seconds + ((index * 7) % EACH)).toString(16)}-1`);
    };
    const { traces, leftOut } = await reportBy((request) => {
      if (request.path === "/TraceSummaries") return { body: { TraceSummaries: idsOf(request).map((Id) => ({ Id })) } };
      return request.path === "/Traces" ? tracesFor(request) : { body: { Services: [] } };
    }, 30);
    expect(traces).to.have.length(5000);
    const windows = server.requests.filter(({ path }) => path === "/TraceSummaries");
    expect(windows).to.have.length(2);
    const [latest, before] = windows.map((request) => idsOf(request).sort());
    const ids = [...(before?.slice(EACH * 2 - 5000) ?? []), ...(latest ?? [])];
    expect(traces.map(({ id }) => id).sort()).to.deep.equal(ids);
    const unaskedBefore = new Date(Number(windows[1]?.body["StartTime"]) * 1000).toISOString().slice(0, 16);
    expect(leftOut).to.deep.equal([
      `Left out: 200 older traces and whatever there is from before ${unaskedBefore.replace("T", " ")} UTC. ` +
        "A report holds the latest 5000 traces.",
    ]);
  });

  it("takes from the account's service graph what is connected with the function, and adds up its ranges", async () => {
    const { serviceMap } = await reportBy(inPages, 13);
    expect(serviceMap.services.map(({ name, type }) => [name, type])).to.deep.equal([
      ["Client", "client"],
      [FUNCTION, "AWS::Lambda"],
      [FUNCTION, "AWS::Lambda::Function"],
      ["Parameter Store", "AWS::SSM"],
    ]);
    expect(serviceMap.calls.map(({ count, meanMs, errors }) => [count, Math.round(meanMs), errors])).to.deep.equal([
      [12, 300, 3],
      [12, 200, 3],
      [3, 50, 0],
    ]);
  });

  it("says what to do where there is no trace", async () => {
    const { name, message } = await rejection(() => ({ body: { TraceSummaries: [] } }));
    expect(name).to.equal("RunError");
    expect(message)
      .to.include(`no trace of ${FUNCTION} in eu-west-1 from the last 1h`)
      .and.include("--since")
      .and.include(DEPLOYED.invokeCommand);
  });

  for (const path of ["/TraceSummaries", "/Traces", "/ServiceGraph"]) {
    it(`names the rights that it needs where ${path} is denied`, async () => {
      const { name, message } = await rejection((request) =>
        request.path === path
          ? {
              status: 403,
              error: "AccessDeniedException",
              body: { message: "User … is not authorized to perform: xray:…" },
            }
          : inPages(request),
      );
      expect(name).to.equal("RunError");
      expect(message)
        .to.include("xray:GetTraceSummaries, xray:BatchGetTraces and xray:GetServiceGraph")
        .and.include("User …");
    });
  }

  it("waits where X-Ray throttles", async function () {
    this.timeout(30_000);
    this.slow(20_000);
    let throttled = 0;
    const { traces } = await reportBy((request) => {
      if (request.path !== "/Traces" || throttled === 3) return inPages(request);
      throttled += 1;
      return { status: 429, error: "ThrottledException", body: { message: "Rate exceeded" } };
    });
    expect(throttled).to.equal(3);
    expect(traces).to.have.length(5);
  });

  for (const [error, message] of [
    ["InvalidSignatureException", "The request signature we calculated does not match …"],
    ["InvalidRequestException", "Time range cannot be longer than 6 hours"],
  ] as const) {
    it(`says what X-Ray said of a request: ${error}`, async () => {
      const failure = await rejection(() => ({ status: 400, error, body: { message } }));
      expect(failure.name).to.equal("RunError");
      expect(failure.message).to.include(`X-Ray in eu-west-1: ${error}: ${message}`);
    });
  }

  it("says where X-Ray cannot be reached", async function () {
    this.timeout(30_000); // it tries again, with pauses
    this.slow(20_000);
    server = new XrayServer(inPages);
    process.env["AWS_ENDPOINT_URL_XRAY"] = await server.start();
    server.stop();
    const failure: unknown = await xrayStackReport("dev", DEPLOYED, { text: "1h", ms: HOUR_MS }).catch(
      (reason: unknown) => reason,
    );
    expect(failure).to.be.instanceOf(RunError);
    expect(String(failure)).to.include("X-Ray in eu-west-1: ECONNREFUSED");
  });

  it("keeps the stack of an error of the program's own", async () => {
    const { name, stack } = await rejection((request) => {
      if (request.path !== "/Traces") return inPages(request);
      const ids = request.body["TraceIds"] as string[];
      return { body: { Traces: ids.map((Id) => ({ Id, Segments: [{ Id: "s", Document: "null" }] })) } };
    });
    expect(name).to.equal("TypeError");
    expect(stack).to.match(/^\s+at /m);
  });

  it("says where credentials are missing", async () => {
    Reflect.deleteProperty(process.env, "AWS_ACCESS_KEY_ID");
    const { name, message } = await rejection(inPages);
    expect(name).to.equal("RunError");
    expect(message).to.include("There are no AWS credentials");
  });
});
