import { expect } from "chai";
import type { FunctionReport } from "../../../tools/report/model.ts";
import type { XrayRequest } from "./support/fakeXray.ts";
import { FUNCTION, respondInPages, respondWithTraces, useFakeXray } from "./support/useFakeXray.ts";

describe("fetchTraces", () => {
  const { fetchReport, fetchError, requestBodies } = useFakeXray();

  /** Fetches the report of a stack with one function, and returns that of the function. */
  const fetchFunction = async (...args: Parameters<typeof fetchReport>): Promise<FunctionReport> => {
    const { functions } = await fetchReport(...args);
    expect(functions).to.have.length(1);
    return functions[0] ?? expect.fail();
  };

  it("reads all pages in batches of five traces and returns the traces in chronological order", async () => {
    const { traces } = await fetchFunction(respondInPages);
    expect(traces.map(({ id, responseMs }) => [id, Math.round(responseMs)])).to.deep.equal(
      [5, 4, 3, 2, 1].map((number) => [`1-a-${number}`, number]),
    );
    const batches = requestBodies("/Traces").map(({ TraceIds }) => (TraceIds as string[]).length);
    expect(batches).to.deep.equal([5, 5, 5, 5, 5, 1]);
  });

  it("requests only the function's traces, in time windows that X-Ray accepts, and skips duplicates", async () => {
    const { traces } = await fetchFunction(respondInPages, 13);
    expect(traces).to.have.length(5);
    const firstPages = requestBodies("/TraceSummaries").filter(({ NextToken }) => NextToken === undefined);
    expect(
      firstPages.map(({ StartTime, EndTime }) => Math.round((Number(EndTime) - Number(StartTime)) / 3600)),
    ).to.deep.equal([1, 6, 6]);
    for (const { FilterExpression } of firstPages) expect(FilterExpression).to.equal(`service("${FUNCTION}")`);
  });

  it("requests again only the traces that X-Ray did not process", async () => {
    const { traces, omissions } = await fetchFunction((request) =>
      request.path === "/Traces"
        ? respondWithTraces(request, requestBodies("/Traces").length < 3 ? ["1-a-2", "1-a-4"] : [])
        : respondInPages(request),
    );
    expect(traces.map(({ id }) => id)).to.deep.equal(["1-a-5", "1-a-4", "1-a-3", "1-a-2", "1-a-1"]);
    expect(omissions).to.deep.equal([]);
    expect(requestBodies("/Traces").map(({ TraceIds }) => TraceIds)).to.deep.equal([
      ["1-a-1", "1-a-2", "1-a-3", "1-a-4", "1-a-5"],
      ["1-a-6"],
      ["1-a-2", "1-a-4"],
    ]);
  });

  it("states how many traces X-Ray did not return", async function () {
    this.slow(10_000);
    const { traces, omissions } = await fetchFunction((request) =>
      request.path === "/Traces" ? respondWithTraces(request, ["1-a-2", "1-a-4"]) : respondInPages(request),
    );
    expect(traces).to.have.length(3);
    expect(omissions).to.deep.equal(["Missing: 2 traces that X-Ray did not return in 4 attempts."]);
  });

  it("throws an error about missing traces if X-Ray returns none of those that it listed", async function () {
    this.slow(10_000);
    const { name, message } = await fetchError((request) =>
      request.path === "/Traces"
        ? { body: { UnprocessedTraceIds: request.body["TraceIds"] } }
        : respondInPages(request),
    );
    expect(name).to.equal("CliError");
    expect(message).to.include("Missing: 6 traces that X-Ray did not return").and.include("Fix: try again");
  });

  it("returns the latest 5000 traces by the time in their IDs and states what it omits", async function () {
    this.timeout(60_000);
    this.slow(20_000);
    const PER_WINDOW = 2600;
    /** Returns the trace IDs of a time window, with the latest neither first nor last. */
    const idsIn = (body: XrayRequest["body"]) => {
      const seconds = Math.floor(Number(body["StartTime"]));
      return Array.from(
        { length: PER_WINDOW },
        (_, index) => `1-${(seconds + ((index * 7) % PER_WINDOW)).toString(16)}-1`,
      );
    };
    const { traces, omissions } = await fetchFunction((request) => {
      if (request.path === "/Traces") return respondWithTraces(request);
      if (request.path === "/ServiceGraph") return { body: { Services: [] } };
      return { body: { TraceSummaries: idsIn(request.body).map((Id) => ({ Id })) } };
    }, 30);
    expect(traces).to.have.length(5000);
    const windows = requestBodies("/TraceSummaries");
    expect(windows).to.have.length(2);
    const [latest, previous] = windows.map((window) => idsIn(window).sort());
    const ids = [...(previous?.slice(PER_WINDOW * 2 - 5000) ?? []), ...(latest ?? [])];
    expect(traces.map(({ id }) => id).sort()).to.deep.equal(ids);
    const searchedFrom = new Date(Number(windows[1]?.["StartTime"]) * 1000).toISOString().slice(0, 16);
    expect(omissions).to.deep.equal([
      `Omitted: 200 older traces and any traces from before ${searchedFrom.replace("T", " ")} UTC. ` +
        "The report contains at most the latest 5000 traces of a function.",
    ]);
  });

  it("fetches the traces of each function, and divides the maximum between them", async function () {
    this.timeout(30_000);
    this.slow(10_000);
    const ids = Array.from({ length: 2600 }, (_, index) => `1-${(1_700_000_000 + index).toString(16)}-1`);
    const respond = (request: XrayRequest) => {
      if (request.path === "/Traces") return respondWithTraces(request);
      if (request.path === "/ServiceGraph") return { body: { Services: [] } };
      const ofOther = request.body["FilterExpression"] === 'service("other")';
      return { body: { TraceSummaries: ofOther ? [] : ids.map((Id) => ({ Id })) } };
    };
    const { functions } = await fetchReport(respond, 1, [FUNCTION, "other"]);
    expect(functions.map(({ functionName, traces }) => [functionName, traces.length])).to.deep.equal([
      [FUNCTION, 2500],
      ["other", 0],
    ]);
    expect(functions[0]?.omissions).to.deep.equal([
      "Omitted: 100 older traces. The report contains at most the latest 2500 traces of a function, and more of them with --function.",
    ]);
    expect(functions[1]?.omissions.join()).to.include("X-Ray has no traces of other");
  });

  it("retries requests that X-Ray throttles", async function () {
    this.timeout(30_000);
    this.slow(20_000);
    let throttled = 0;
    const { traces } = await fetchFunction((request) => {
      if (request.path !== "/Traces" || throttled === 3) return respondInPages(request);
      throttled += 1;
      return { status: 429, error: "ThrottledException", body: { message: "Rate exceeded" } };
    });
    expect(throttled).to.equal(3);
    expect(traces).to.have.length(5);
  });
});
