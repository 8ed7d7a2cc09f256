import { arrow, dot, text } from "@observablehq/plot";
import type { Calls, Service, ServiceMap } from "../report.ts";
import { chart, FAILED, MUTED, WARM } from "./chart.ts";
import { element } from "./element.ts";
import { counted, duration } from "./format.ts";

interface Placed extends Service {
  /** How many calls lie between it and the client. */
  readonly rank: number;
  /** Its place among those of the same rank. */
  readonly place: number;
}

interface Call extends Calls {
  readonly source: Placed;
  readonly target: Placed;
}

const LINE_HEIGHT = 1.35;

/** Below this the map runs from top to bottom, above it from left to right. */
const NARROW_PX = 620;

const TITLE = "Service map";

/** Who calls whom: a picture, and the same as a table. X-Ray has traces before it has made a map of them. */
export function serviceMap(map: ServiceMap): HTMLElement {
  return map.services.length > 0
    ? drawn(map)
    : element(
        "figure",
        {},
        element("figcaption", {}, TITLE),
        element("p", { class: "none" }, "X-Ray has no service map of this time yet."),
      );
}

function drawn(map: ServiceMap): HTMLElement {
  const placed = place(map);
  const of = (id: string): Placed | undefined => placed.find((service) => service.id === id);
  const calls = map.calls.flatMap((each): readonly Call[] => {
    const [source, target] = [of(each.from), of(each.to)];
    return source === undefined || target === undefined ? [] : [{ ...each, source, target }];
  });
  const ranks = Math.max(...placed.map(({ rank }) => rank));
  const places = Math.max(...placed.map(({ place }) => place));
  const spoken = calls.map((call) => `${call.source.name} to ${call.target.name}: ${described(call)}`).join("; ");
  const figure = chart(TITLE, spoken, (widthPx) => {
    const narrow = widthPx < NARROW_PX;
    // With the calls, and beside each other.
    const along = ({ rank }: Placed) => rank;
    const across = ({ place }: Placed) => place;
    const [x, y] = narrow ? [across, along] : [along, across];
    const between = (one: (service: Placed) => number) => (call: Call) => (one(call.source) + one(call.target)) / 2;
    const alongScale = { axis: null, domain: [0, Math.max(1, ranks)] };
    const acrossScale = { axis: null, domain: [0, places + 1] };
    return {
      height: narrow ? 40 + ranks * 104 : 130 + places * 90,
      marginTop: narrow ? 20 : 56,
      marginBottom: narrow ? 20 : 70,
      marginLeft: narrow ? 16 : 100,
      marginRight: narrow ? 0 : 100,
      x: narrow ? acrossScale : alongScale,
      // From top to bottom: for this library y grows upwards.
      y: { ...(narrow ? alongScale : { ...acrossScale, domain: [0, Math.max(places, 1)] }), reverse: true },
      marks: [
        arrow(calls, {
          x1: ({ source }: Call) => x(source),
          y1: ({ source }: Call) => y(source),
          x2: ({ target }: Call) => x(target),
          y2: ({ target }: Call) => y(target),
          inset: 20,
          headLength: 8,
          stroke: ({ errors }: Call) => (errors > 0 ? FAILED : MUTED),
        }),
        text(calls, {
          x: between(x),
          y: between(y),
          text: described,
          lineHeight: LINE_HEIGHT,
          textAnchor: narrow ? "start" : "middle",
          lineAnchor: narrow ? "middle" : "bottom",
          dx: narrow ? 24 : 0,
          dy: narrow ? 0 : -8,
          fill: MUTED,
        }),
        dot(placed, { x, y, r: 13, fill: WARM }),
        text(placed, {
          x,
          y,
          text: ({ name, type }: Placed) => `${name}\n${type}`,
          lineHeight: LINE_HEIGHT,
          textAnchor: narrow ? "start" : "middle",
          lineAnchor: narrow ? "middle" : "top",
          dx: narrow ? 24 : 0,
          dy: narrow ? 0 : 20,
          fill: "currentColor",
        }),
      ],
    };
  });
  const rows = calls.map(({ source, target, count, meanMs, errors }) =>
    element(
      "tr",
      {},
      element(
        "td",
        {},
        source.name === target.name ? `${source.type} → ${target.type}` : `${source.name} → ${target.name}`,
      ),
      ...[String(count), duration(meanMs), String(errors)].map((value) => element("td", { class: "number" }, value)),
    ),
  );
  const header = ["from → to", "calls", "mean", "errors"].map((name, column) =>
    element("th", { scope: "col", class: column === 0 ? undefined : "number" }, name),
  );
  figure.append(
    element(
      "table",
      { class: "calls" },
      element("thead", {}, element("tr", {}, ...header)),
      element("tbody", {}, ...rows),
    ),
  );
  return figure;
}

const described = ({ count, meanMs, errors }: Calls): string =>
  `${counted(count, "call")}\n${duration(meanMs)} mean\n${counted(errors, "error")}`;

/** As far from the client as the longest way leads; in a circle no way is longer than there are services. */
function place({ services, calls }: ServiceMap): Placed[] {
  const rank = new Map(services.map(({ id }) => [id, 0]));
  for (let round = 1; round < services.length; round += 1) {
    for (const { from, to } of calls) {
      const next = (rank.get(from) ?? 0) + 1;
      if (rank.has(to) && next < services.length) rank.set(to, Math.max(rank.get(to) ?? 0, next));
    }
  }
  const taken = new Map<number, number>();
  return services.map((service) => {
    const own = rank.get(service.id) ?? 0;
    const place = taken.get(own) ?? 0;
    taken.set(own, place + 1);
    return { ...service, rank: own, place };
  });
}
