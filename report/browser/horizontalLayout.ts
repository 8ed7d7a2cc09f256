import { described, type MapGraph, type Ranked } from "./mapGraph.ts";
import { ARROW_INSET_PX, type MapLayout } from "./mapLayout.ts";

const SIDE_PX = 100;
const TOP_PX = 56;
const BOTTOM_PX = 74;

/** From one service to the next there is room for the words of a call. */
const LEAST_STEP_PX = 210;

/** From left to right, each service called by the one before it alone. Gives undefined for other maps, and without the room. */
export function chainMap({ services, calls }: MapGraph, widthPx: number): MapLayout | undefined {
  const stepPx = (widthPx - 2 * SIDE_PX) / Math.max(1, services.length - 1);
  const isChain =
    services.every(({ rank }, index) => rank === index) &&
    calls.every(({ source, target }) => target.rank === source.rank + 1);
  if (!isChain || stepPx < LEAST_STEP_PX) return undefined;

  const xOf = ({ rank }: Ranked): number => SIDE_PX + rank * stepPx;
  return {
    heightPx: TOP_PX + BOTTOM_PX,
    services: services.map((service) => ({ x: xOf(service), y: TOP_PX })),
    arrows: calls.map((call) => ({
      call,
      way: [
        { x: xOf(call.source) + ARROW_INSET_PX, y: TOP_PX },
        { x: xOf(call.target) - ARROW_INSET_PX, y: TOP_PX },
      ],
    })),
    words: [
      ...services.map((service) => ({
        x: xOf(service),
        y: TOP_PX + 20,
        lines: [service.name, service.type],
        muted: false,
        textAnchor: "middle" as const,
        lineAnchor: "top" as const,
        widthPx: 2 * SIDE_PX,
      })),
      ...calls.map((call) => ({
        x: xOf(call.source) + stepPx / 2,
        y: TOP_PX - 8,
        lines: described(call),
        muted: true,
        textAnchor: "middle" as const,
        lineAnchor: "bottom" as const,
        widthPx: stepPx - 2 * ARROW_INSET_PX,
      })),
    ],
  };
}
