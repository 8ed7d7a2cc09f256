import type { Calls, Service, ServiceMap } from "../model.ts";
import { counted, duration } from "../format.ts";

export interface Ranked extends Service {
  /** How many calls lie between it and the client. */
  readonly rank: number;
}

export interface Call extends Calls {
  readonly source: Ranked;
  readonly target: Ranked;
}

/** A service map with its services in the order of calls. */
export interface MapGraph {
  readonly services: readonly Ranked[];
  readonly calls: readonly Call[];
}

export function mapGraph(map: ServiceMap): MapGraph {
  const services = ranked(map).sort((a, b) => a.rank - b.rank);
  const byId = new Map(services.map((service) => [service.id, service]));
  const calls = map.calls.flatMap((each): readonly Call[] => {
    const [source, target] = [byId.get(each.from), byId.get(each.to)];
    return source === undefined || target === undefined ? [] : [{ ...each, source, target }];
  });
  return { services, calls };
}

/** As far from the client as the longest way leads; in a circle no way is longer than there are services. */
function ranked({ services, calls }: ServiceMap): Ranked[] {
  const rank = new Map(services.map(({ id }) => [id, 0]));
  for (let round = 1; round < services.length; round += 1) {
    for (const { from, to } of calls) {
      const next = (rank.get(from) ?? 0) + 1;
      if (rank.has(to) && next < services.length) rank.set(to, Math.max(rank.get(to) ?? 0, next));
    }
  }
  return services.map((service) => ({ ...service, rank: rank.get(service.id) ?? 0 }));
}

export const described = ({ count, meanMs, errors }: Calls): readonly [count: string, mean: string, errors: string] => [
  counted(count, "call"),
  `${duration(meanMs)} mean`,
  counted(errors, "error"),
];
