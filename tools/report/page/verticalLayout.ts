import { formatCalls } from "./mapGraph.ts";
import type { CallEdge, MapGraph, ServiceNode } from "./mapGraph.ts";
import { ARROW_INSET_PX, LINE_HEIGHT_PX } from "./mapLayout.ts";
import type { Label, MapLayout, Point } from "./mapLayout.ts";

const DOT_X = 16;
const TEXT_INDENT_PX = 24;
const SERVICE_HEIGHT_PX = 2 * LINE_HEIGHT_PX;
const EDGE_PX = 4;

/** The vertical gap around call labels, and between services without any. */
const LABEL_GAP_PX = 12;
const SERVICE_GAP_PX = 20;

/** The width of a lane: a vertical line to the left of the services, for calls to services other than the next one. */
const LANE_WIDTH_PX = 12;

/** The distance from the nearest lane to the services, which leaves room for an arrowhead. */
const LANES_END_PX = 24;

/** The horizontal distance from the center of a service to the end of an arrow that comes from a lane. */
const LANE_ARROW_INSET_PX = 16;

/** The vertical distance from the center of a service to the start (below) and the end (above) of such a call. */
const LANE_OFFSET_PX = 5;

/** Lays out a map from top to bottom, one row per service. The labels of its incoming calls are above the service. */
export function layoutVertically({ services, calls }: MapGraph, widthPx: number): MapLayout {
  const isToNextRow = ({ source, target }: CallEdge): boolean =>
    services.indexOf(target) === services.indexOf(source) + 1;
  const laneCalls = calls.filter((call) => !isToNextRow(call));
  /** Returns the lane of a call. All calls of a service share one. So do single calls to the same service. */
  const laneOf = ({ source, target }: CallEdge): string =>
    laneCalls.filter((call) => call.source === source).length > 1 ? `from ${source.id}` : `to ${target.id}`;
  const lanes = [...new Set(laneCalls.map(laneOf))];
  const dotX = lanes.length === 0 ? DOT_X : EDGE_PX + lanes.length * LANE_WIDTH_PX + LANES_END_PX;
  const textX = dotX + TEXT_INDENT_PX;
  const labels: Label[] = [];
  const addLabel = (middleY: number, lines: readonly string[], muted: boolean): void => {
    const anchors = { textAnchor: "start", lineAnchor: "middle" } as const;
    labels.push({ x: textX, y: middleY, lines, muted, ...anchors, maxWidthPx: widthPx - textX });
  };

  const positions = new Map<ServiceNode, Point>();
  let bottomY = EDGE_PX - SERVICE_GAP_PX;
  for (const service of services) {
    const incoming = calls.filter(({ target }) => target === service);
    const isOnlyFromPreviousRow = incoming.length === 1 && incoming.every(isToNextRow);
    let y = bottomY + (incoming.length === 0 ? SERVICE_GAP_PX : LABEL_GAP_PX);
    for (const call of incoming) {
      const [count, mean, errors] = formatCalls(call);
      const lines = isOnlyFromPreviousRow
        ? [count, mean, errors]
        : [`from ${call.source.name}`, `${count}, ${mean}`, errors];
      addLabel(y + (lines.length * LINE_HEIGHT_PX) / 2, lines, true);
      y += lines.length * LINE_HEIGHT_PX + LABEL_GAP_PX;
    }
    positions.set(service, { x: dotX, y: y + SERVICE_HEIGHT_PX / 2 });
    addLabel(y + SERVICE_HEIGHT_PX / 2, [service.name, service.type], false);
    bottomY = y + SERVICE_HEIGHT_PX;
  }

  const positionOf = (service: ServiceNode): Point => positions.get(service) ?? { x: dotX, y: 0 };
  const arrowPoints = (call: CallEdge): readonly Point[] => {
    const [from, to] = [positionOf(call.source), positionOf(call.target)];
    if (isToNextRow(call)) {
      return [
        { x: dotX, y: from.y + ARROW_INSET_PX },
        { x: dotX, y: to.y - ARROW_INSET_PX },
      ];
    }
    const laneX = dotX - LANES_END_PX - (lanes.indexOf(laneOf(call)) + 1) * LANE_WIDTH_PX;
    return [
      { x: dotX, y: from.y + LANE_OFFSET_PX },
      { x: laneX, y: from.y + LANE_OFFSET_PX },
      { x: laneX, y: to.y - LANE_OFFSET_PX },
      { x: dotX - LANE_ARROW_INSET_PX, y: to.y - LANE_OFFSET_PX },
    ];
  };
  return {
    heightPx: bottomY + EDGE_PX,
    services: services.map(positionOf),
    arrows: calls.map((call) => ({ call, points: arrowPoints(call) })),
    labels,
  };
}
