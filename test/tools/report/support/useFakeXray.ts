import type { Segment } from "../../../../tools/lib/segment.ts";
import { fetchStackReport } from "../../../../tools/report/fromXRay/fetchStackReport.ts";
import type { DeployedStack } from "../../../../tools/report/fromXRay/readDeployedStack.ts";
import type { StackReport } from "../../../../tools/report/model.ts";
import { withEnvironment } from "../../../app/support/environment.ts";
import { FakeXray, fakeServiceGraph } from "./fakeXray.ts";
import type { XrayRequest, XrayResponse } from "./fakeXray.ts";

export const FUNCTION = "parameterStoreBlog-dev";
export const REGION = "eu-west-1";
export const INVOKE_COMMAND = `aws lambda invoke --function-name ${FUNCTION} …`;

/** Returns a deployed stack with functions of these names. */
export const deployedStack = (functionNames: readonly string[] = [FUNCTION]): DeployedStack => ({
  name: "dev",
  region: REGION,
  functions: functionNames.map((functionName) => ({
    name: functionName,
    functionName,
    functionArn: `arn:aws:lambda:${REGION}:111122223333:function:${functionName}`,
    reads: "all",
    invokeCommand: INVOKE_COMMAND,
  })),
});

const HOUR_MS = 3_600_000;

type Respond = (request: XrayRequest) => XrayResponse;

/**
 * Functions that fetch a report from a fake X-Ray. Its responses follow AWS's documentation, because moto supports
 * neither pagination nor service graphs.
 */
export interface ReportFetcher {
  readonly fetchReport: (respond: Respond, hours?: number, functionNames?: readonly string[]) => Promise<StackReport>;
  /** Returns the error of a fetch that must fail. */
  readonly fetchError: (respond: Respond) => Promise<Error>;
  /** Returns the error of a fetch that must fail because nothing listens at X-Ray's address. */
  readonly fetchErrorWhenUnreachable: () => Promise<Error>;
  /** Returns the bodies of all requests of the last fetch to a path. */
  readonly requestBodies: (path: string) => readonly XrayRequest["body"][];
}

/** Sets fake AWS credentials for each test of a suite, and returns functions that fetch a report. */
export function useFakeXray(): ReportFetcher {
  withEnvironment({
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_ENDPOINT_URL_XRAY: "",
  });
  let server: FakeXray;

  const fetchFrom = (url: string, hours: number, functionNames?: readonly string[]): Promise<StackReport> => {
    process.env["AWS_ENDPOINT_URL_XRAY"] = url;
    return fetchStackReport(deployedStack(functionNames), { text: `${hours}h`, ms: hours * HOUR_MS });
  };

  async function fetchReport(respond: Respond, hours = 1, functionNames?: readonly string[]): Promise<StackReport> {
    server = new FakeXray(respond);
    const url = await server.start();
    try {
      return await fetchFrom(url, hours, functionNames);
    } finally {
      server.stop();
    }
  }

  return {
    fetchReport,
    fetchError: (respond) => rejection(fetchReport(respond)),
    fetchErrorWhenUnreachable: async () => {
      server = new FakeXray(respondInPages);
      const url = await server.start();
      server.stop();
      return rejection(fetchFrom(url, 1));
    },
    requestBodies: (path) => server.requests.filter((request) => request.path === path).map(({ body }) => body),
  };
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof Error) return error;
  throw new Error("The promise was not rejected with an error.");
}

/** Responds with two summaries per page and an empty last page, with one trace per page, or with a graph on two pages. */
export function respondInPages({ path, body }: XrayRequest): XrayResponse {
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
    const more = page + 1 < ids.length ? { NextToken: String(page + 1) } : {};
    return { body: { Traces: [fakeTrace(ids[page] ?? "")], ...more } };
  }
  const services = fakeServiceGraph(FUNCTION);
  return page === 0
    ? { body: { Services: services.slice(0, 2), NextToken: "1" } }
    : { body: { Services: services.slice(2) } };
}

/** Responds to a BatchGetTraces request on one page, without the traces that are to be unprocessed. */
export function respondWithTraces({ body }: XrayRequest, unprocessed: readonly string[] = []): XrayResponse {
  const ids = body["TraceIds"] as string[];
  return {
    body: {
      Traces: ids.filter((id) => !unprocessed.includes(id)).map(fakeTrace),
      UnprocessedTraceIds: ids.filter((id) => unprocessed.includes(id)),
    },
  };
}

const fakeTrace = (Id: string): object => ({
  Id,
  Segments: [{ Id: "s", Document: JSON.stringify(fakeSegment(Id)) }],
});

/** Returns the segment of a trace `1-a-N`. A higher N starts earlier and takes longer. `1-a-6` has not ended. */
function fakeSegment(traceId: string): Segment {
  const number = Number(traceId.at(-1));
  const start_time = 1_700_000_000 - number;
  const end = number === 6 ? {} : { end_time: start_time + number / 1000 };
  return { id: `s${number}`, name: FUNCTION, origin: "AWS::Lambda", start_time, ...end };
}
