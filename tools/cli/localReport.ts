import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { LOCAL } from "../lib/paths.ts";
import { LOCAL_RUN_ORIGIN } from "../lib/segment.ts";
import type { Segment } from "../lib/segment.ts";
import type { InvokedFunction } from "../local/demo/stackResult.ts";
import { invokeRepeatedly } from "../local/invocation.ts";
import type { Invocation } from "../local/invocation.ts";
import { REGION } from "../local/localRun.ts";
import type { LocalRun } from "../local/localRun.ts";
import { buildTraces } from "../report/buildTraces.ts";
import type { StackReport } from "../report/model.ts";
import { renderReport } from "../report/renderReport.ts";
import { buildServiceMap } from "../report/traceStatistics.ts";

/** The file of the report of `npm start`. */
export const LOCAL_REPORT = path.join(LOCAL, "report.html");

/** The number of additional invocations of each function, so that the report can show a distribution. */
const ADDITIONAL_INVOCATIONS = 10;

/** Invokes each function more often, unless it fails, writes the report of the whole run, and returns its file. */
export async function writeLocalReport(
  run: LocalRun,
  invoked: readonly InvokedFunction[],
  file = LOCAL_REPORT,
): Promise<string> {
  const functions: InvokedFunction[] = [];
  for (const each of invoked) {
    if (each.invocations.some(({ functionError }) => functionError !== undefined)) {
      functions.push(each);
      continue;
    }
    const more = await invokeRepeatedly(run, each.functionName, ADDITIONAL_INVOCATIONS, each.event);
    functions.push({ ...each, invocations: [...each.invocations, ...more] });
  }
  const stacks = Object.entries(Object.groupBy(functions, ({ stackName }) => stackName)).map(([name, own = []]) =>
    stackReport(name, own),
  );
  writeFileSync(file, renderReport({ createdAt: new Date().toISOString(), source: "local run", stacks }));
  return file;
}

export function stackReport(
  name: string,
  invoked: readonly Pick<InvokedFunction, "functionName" | "invocations">[],
): StackReport {
  const functions = invoked.map(({ functionName, invocations }) => ({
    functionName,
    traces: invocations.flatMap((invocation) => {
      const segments = segmentsOf(invocation, functionName);
      const id = segments.find(({ trace_id }) => trace_id !== undefined)?.trace_id ?? invocation.requestId;
      return buildTraces(id, segments, functionName);
    }),
    omissions: [],
  }));
  return { name, region: REGION, functions, serviceMap: buildServiceMap(functions) };
}

/**
 * Returns an invocation's segments. They include replacements for the segments that only AWS can record: the whole
 * response as the caller saw it, the initialization, and the invocation, which is the rest of the response.
 */
function segmentsOf(invocation: Invocation, functionName: string): Segment[] {
  const { startedAtMs, responseMs, functionError, payload, requestId } = invocation;
  const initialization = invocation.segments.find(({ name }) => name === "Initialization");
  const sent = invocation.segments.filter((segment) => segment !== initialization);
  const ids = sent.map(({ id }) => id);
  // The function's segments have a parent that only AWS records.
  const parent = sent.find(({ parent_id }) => parent_id !== undefined && !ids.includes(parent_id))?.parent_id;
  const end_time = (startedAtMs + responseMs) / 1000;
  const whole: Segment = {
    id: requestId,
    name: functionName,
    origin: LOCAL_RUN_ORIGIN,
    start_time: startedAtMs / 1000,
    end_time,
    fault: functionError !== undefined,
  };
  const inside: Segment = {
    id: parent ?? randomUUID(),
    parent_id: whole.id,
    name: "Invocation",
    origin: LOCAL_RUN_ORIGIN,
    start_time: initialization?.end_time ?? whole.start_time,
    end_time,
    fault: functionError !== undefined,
    // A cache hit sends no segment, but the response contains the cache state.
    annotations: annotationsOf(payload),
  };
  const before =
    initialization === undefined ? [] : [{ ...initialization, parent_id: whole.id, origin: LOCAL_RUN_ORIGIN }];
  return [whole, ...before, inside, ...sent];
}

function annotationsOf(payload: unknown): Record<string, unknown> {
  const { cache, version } = (payload ?? {}) as { readonly cache?: unknown; readonly version?: unknown };
  return cache === undefined ? {} : { cache_state: cache, configuration_version: version };
}
