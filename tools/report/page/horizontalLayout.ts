import { formatCalls } from "./mapGraph.ts";
import type { MapGraph, ServiceNode } from "./mapGraph.ts";
import { ARROW_INSET_PX } from "./mapLayout.ts";
import type { MapLayout } from "./mapLayout.ts";

const SIDE_PX = 100;
const TOP_PX = 56;
const BOTTOM_PX = 74;

/** The smallest distance between two services that leaves room for the label of a call. */
const MIN_STEP_PX = 210;

/**
 * Lays out a map from left to right. Returns undefined if the map is not a chain, in which each service calls only the
 * next one, or if the chain is too wide.
 */
export function layoutHorizontally({ services, calls }: MapGraph, widthPx: number): MapLayout | undefined {
  const stepPx = (widthPx - 2 * SIDE_PX) / Math.max(1, services.length - 1);
  const isChain =
    services.every(({ rank }, index) => rank === index) &&
    calls.every(({ source, target }) => target.rank === source.rank + 1);
  if (!isChain || stepPx < MIN_STEP_PX) return undefined;

  const xOf = ({ rank }: ServiceNode): number => SIDE_PX + rank * stepPx;
  return {
    heightPx: TOP_PX + BOTTOM_PX,
    services: services.map((service) => ({ x: xOf(service), y: TOP_PX })),
    arrows: calls.map((call) => ({
      call,
      points: [
        { x: xOf(call.source) + ARROW_INSET_PX, y: TOP_PX },
        { x: xOf(call.target) - ARROW_INSET_PX, y: TOP_PX },
      ],
    })),
    labels: [
      ...services.map((service) => ({
        x: xOf(service),
        y: TOP_PX + 20,
        lines: [service.name, service.type],
        muted: false,
        textAnchor: "middle" as const,
        lineAnchor: "top" as const,
        maxWidthPx: 2 * SIDE_PX,
      })),
      ...calls.map((call) => ({
        x: xOf(call.source) + stepPx / 2,
        y: TOP_PX - 8,
        lines: formatCalls(call),
        muted: true,
        textAnchor: "middle" as const,
        lineAnchor: "bottom" as const,
        maxWidthPx: stepPx - 2 * ARROW_INSET_PX,
      })),
    ],
  };
}
