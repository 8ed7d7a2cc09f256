import { paginateGetServiceGraph, type Edge, type Service as XrayService, type XRayClient } from "@aws-sdk/client-xray";
import type { Calls, Service, ServiceMap } from "../model.ts";
import type { TimeWindow } from "./timeWindows.ts";

interface Counted {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly totalMs: number;
  readonly errors: number;
}

/** Of the whole graph of the account and region what calls a function, and what it calls. */
export async function xrayServiceMap(
  client: XRayClient,
  functionName: string,
  windows: readonly TimeWindow[],
): Promise<ServiceMap> {
  const services = new Map<string, Service>();
  const counted: Counted[] = [];
  for (const window of windows) {
    // References count within one answer, and an edge may lead to another page.
    const inWindow: XrayService[] = [];
    for await (const page of paginateGetServiceGraph({ client }, window)) inWindow.push(...(page.Services ?? []));
    const byReference = new Map(inWindow.map((each) => [each.ReferenceId, serviceOf(each)]));
    for (const service of byReference.values()) services.set(service.id, service);
    for (const { ReferenceId, Edges = [] } of inWindow) {
      for (const edge of Edges) {
        const [from, to] = [byReference.get(ReferenceId), byReference.get(edge.ReferenceId)];
        if (from !== undefined && to !== undefined) counted.push(countedOf(from, to, edge));
      }
    }
  }
  const calls = together(counted);
  const near = connected(
    calls,
    [...services.values()].filter(({ name }) => name === functionName),
  );
  return {
    services: [...services.values()].filter(({ id }) => near.has(id)),
    calls: calls.filter(({ from, to }) => near.has(from) && near.has(to)),
  };
}

/** A service is one for its name and its type: Lambda has two of the same name. */
function serviceOf({ Name = "", Type = "" }: XrayService): Service {
  const name = Type === "client" ? "Client" : Name === "SSM" ? "Parameter Store" : Name;
  return { id: `${Type} ${Name}`, name, type: Type };
}

function countedOf(from: Service, to: Service, { SummaryStatistics: statistics }: Edge): Counted {
  const errors = (statistics?.ErrorStatistics?.TotalCount ?? 0) + (statistics?.FaultStatistics?.TotalCount ?? 0);
  const totalMs = (statistics?.TotalResponseTime ?? 0) * 1000;
  return { from: from.id, to: to.id, count: statistics?.TotalCount ?? 0, totalMs, errors };
}

/** The same two services in several ranges of time. */
function together(counted: readonly Counted[]): Calls[] {
  const groups = Object.values(Object.groupBy(counted, ({ from, to }) => `${from} ${to}`));
  return groups.flatMap((group = []) => {
    const [first] = group;
    if (first === undefined) return [];
    const sum = (one: (each: Counted) => number) => group.reduce((total, each) => total + one(each), 0);
    const count = sum((each) => each.count);
    const meanMs = count === 0 ? 0 : sum(({ totalMs }) => totalMs) / count;
    return { from: first.from, to: first.to, count, meanMs, errors: sum(({ errors }) => errors) };
  });
}

/** The function, all that lies behind it, and whoever calls it. */
function connected(calls: readonly Calls[], function_: readonly Service[]): Set<string> {
  const near = new Set(function_.map(({ id }) => id));
  // A set shows what is added to it while it is gone through.
  for (const id of near) for (const { from, to } of calls) if (from === id) near.add(to);
  const own = new Set(function_.map(({ id }) => id));
  for (const { from, to } of calls) if (own.has(to)) near.add(from);
  return near;
}
