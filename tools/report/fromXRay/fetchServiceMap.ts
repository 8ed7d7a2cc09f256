import { paginateGetServiceGraph } from "@aws-sdk/client-xray";
import type { Edge, Service as XrayService, XRayClient } from "@aws-sdk/client-xray";
import type { Service, ServiceCalls, ServiceMap } from "../model.ts";
import type { TimeWindow } from "./timeRange.ts";

/** The calls from one service to another in one time window. */
interface WindowCalls {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly totalMs: number;
  readonly errors: number;
}

/** Fetches the service graph of the account and region, and returns the part that is connected with some functions. */
export async function fetchServiceMap(
  client: XRayClient,
  functionNames: readonly string[],
  windows: readonly TimeWindow[],
): Promise<ServiceMap> {
  const services = new Map<string, Service>();
  const windowCalls: WindowCalls[] = [];
  for (const window of windows) {
    // Reference IDs are unique within one response, and an edge can refer to a service on another page.
    const inWindow: XrayService[] = [];
    for await (const page of paginateGetServiceGraph({ client }, window)) inWindow.push(...(page.Services ?? []));
    const byReferenceId = new Map(inWindow.map((each) => [each.ReferenceId, toService(each)]));
    for (const service of byReferenceId.values()) services.set(service.id, service);
    for (const { ReferenceId, Edges = [] } of inWindow) {
      for (const edge of Edges) {
        const [from, to] = [byReferenceId.get(ReferenceId), byReferenceId.get(edge.ReferenceId)];
        if (from !== undefined && to !== undefined) windowCalls.push(toWindowCalls(from, to, edge));
      }
    }
  }
  const calls = mergeCalls(windowCalls);
  const functionServices = [...services.values()].filter(({ name }) => functionNames.includes(name));
  const connected = connectedIds(calls, functionServices);
  // X-Ray's order is arbitrary. The functions come first, in their order.
  const rank = ({ name }: Service) =>
    functionNames.includes(name) ? functionNames.indexOf(name) : functionNames.length;
  return {
    services: [...services.values()].filter(({ id }) => connected.has(id)).sort((a, b) => rank(a) - rank(b)),
    calls: calls.filter(({ from, to }) => connected.has(from) && connected.has(to)),
  };
}

/**
 * Identifies a service by name and type, because Lambda has two services with the function's name. X-Ray has a client for
 * each service that is called from outside, under the name of the service. The map has one client.
 */
function toService({ Name = "", Type = "" }: XrayService): Service {
  const name = Type === "client" ? "Client" : Name === "SSM" ? "Parameter Store" : Name;
  return { id: `${Type} ${name}`, name, type: Type };
}

function toWindowCalls(from: Service, to: Service, { SummaryStatistics: statistics }: Edge): WindowCalls {
  const errors = (statistics?.ErrorStatistics?.TotalCount ?? 0) + (statistics?.FaultStatistics?.TotalCount ?? 0);
  const totalMs = (statistics?.TotalResponseTime ?? 0) * 1000;
  return { from: from.id, to: to.id, count: statistics?.TotalCount ?? 0, totalMs, errors };
}

/** Adds up the calls between the same two services over all time windows. */
function mergeCalls(windowCalls: readonly WindowCalls[]): ServiceCalls[] {
  const groups = Object.values(Object.groupBy(windowCalls, ({ from, to }) => `${from} ${to}`));
  return groups.flatMap((group = []) => {
    const [first] = group;
    if (first === undefined) return [];
    const sum = (field: (each: WindowCalls) => number) => group.reduce((total, each) => total + field(each), 0);
    const count = sum((each) => each.count);
    const meanMs = count === 0 ? 0 : sum(({ totalMs }) => totalMs) / count;
    return { from: first.from, to: first.to, count, meanMs, errors: sum(({ errors }) => errors) };
  });
}

/** Returns the IDs of the functions' services, of everything they call directly or indirectly, and of their callers. */
function connectedIds(calls: readonly ServiceCalls[], functionServices: readonly Service[]): Set<string> {
  const functionIds = new Set(functionServices.map(({ id }) => id));
  const connected = new Set(functionIds);
  // Iterating over a set includes elements that are added meanwhile.
  for (const id of connected) for (const { from, to } of calls) if (from === id) connected.add(to);
  for (const { from, to } of calls) if (functionIds.has(to)) connected.add(from);
  return connected;
}
