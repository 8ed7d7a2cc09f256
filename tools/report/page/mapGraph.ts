import { formatDuration, pluralize } from "../format.ts";
import type { Service, ServiceCalls, ServiceMap } from "../model.ts";

/** A service with its position in the order of calls. */
export interface ServiceNode extends Service {
  /** The length of the longest path of calls that leads to the service; 0 if nothing calls it. */
  readonly rank: number;
}

/** The calls from one service to another, with both services. */
export interface CallEdge extends ServiceCalls {
  readonly source: ServiceNode;
  readonly target: ServiceNode;
}

/** A service map as a graph. Services are in front of what they call. */
export interface MapGraph {
  readonly services: readonly ServiceNode[];
  readonly calls: readonly CallEdge[];
}

/** Builds the graph of a service map. Skips calls of services that are not in the map. */
export function buildMapGraph(map: ServiceMap): MapGraph {
  const services = rankServices({ ...map, services: sortServices(map) });
  const byId = new Map(services.map((service) => [service.id, service]));
  const calls = map.calls.flatMap((each): readonly CallEdge[] => {
    const [source, target] = [byId.get(each.from), byId.get(each.to)];
    return source === undefined || target === undefined ? [] : [{ ...each, source, target }];
  });
  return { services, calls };
}

/** Sorts services in front of what they call, and each chain of calls together. */
function sortServices({ services, calls }: ServiceMap): Service[] {
  const sorted = new Set<Service>();
  const visited = new Set<Service>();
  const visit = (service: Service): void => {
    if (visited.has(service)) return;
    visited.add(service);
    const called = services.filter(({ id }) => calls.some(({ from, to }) => from === service.id && to === id));
    called.toReversed().forEach(visit);
    sorted.add(service);
  };
  const isCalled = ({ id }: Service) => calls.some(({ to }) => to === id);
  // Those in a cycle have no start.
  for (const service of [...services.filter((each) => !isCalled(each)).toReversed(), ...services]) visit(service);
  return [...sorted].reverse();
}

/** Ranks services by longest path. The number of services limits the rank, because calls can form a cycle. */
function rankServices({ services, calls }: ServiceMap): ServiceNode[] {
  const rank = new Map(services.map(({ id }) => [id, 0]));
  for (let round = 1; round < services.length; round += 1) {
    for (const { from, to } of calls) {
      const next = (rank.get(from) ?? 0) + 1;
      if (rank.has(to) && next < services.length) rank.set(to, Math.max(rank.get(to) ?? 0, next));
    }
  }
  return services.map((service) => ({ ...service, rank: rank.get(service.id) ?? 0 }));
}

/** Formats the figures of an edge: `3 calls`, `177.5 ms mean`, `1 error`. */
export const formatCalls = ({
  count,
  meanMs,
  errors,
}: ServiceCalls): readonly [count: string, mean: string, errors: string] => [
  pluralize(count, "call"),
  `${formatDuration(meanMs)} mean`,
  pluralize(errors, "error"),
];
