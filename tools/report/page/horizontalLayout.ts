import { formatCalls } from "./mapGraph.ts";
import type { CallEdge, MapGraph, ServiceNode } from "./mapGraph.ts";
import { ARROW_INSET_PX } from "./mapLayout.ts";
import type { MapLayout, Point } from "./mapLayout.ts";

const SIDE_PX = 110;
const TOP_PX = 56;
const ROW_PX = 130;

/** The distance from a service to where its calls part or meet, beyond its name, and the width of the bend there. */
const BUS_PX = 110;
const BEND_PX = 15;

/** The smallest distance between two columns that leaves room for the label of a call, without and with bends. */
const MIN_STEP_PX = 210;
const MIN_STEP_WITH_BENDS_PX = 260;

/** The horizontal part of a call's arrow that has its label. */
interface LabeledPart {
  readonly row: number;
  readonly fromX: number;
  readonly toX: number;
}

/**
 * Lays out a map in columns from left to right. Returns undefined if a service calls another than those of the next column,
 * if two labels would have the same place, or if the columns are too wide.
 */
export function layoutHorizontally({ services, calls }: MapGraph, widthPx: number): MapLayout | undefined {
  const columnOf = (service: ServiceNode) => services.filter(({ rank }) => rank === service.rank);
  const rowCount = Math.max(...services.map((service) => columnOf(service).length));
  const columnCount = Math.max(...services.map(({ rank }) => rank)) + 1;
  const stepPx = (widthPx - 2 * SIDE_PX) / Math.max(1, columnCount - 1);
  if (stepPx < (rowCount === 1 ? MIN_STEP_PX : MIN_STEP_WITH_BENDS_PX)) return undefined;

  const rowOf = (service: ServiceNode): number => {
    const column = columnOf(service);
    return column.indexOf(service) + Math.floor((rowCount - column.length) / 2);
  };
  const xOf = ({ rank }: ServiceNode): number => SIDE_PX + rank * stepPx;
  const yOf = (row: number): number => TOP_PX + row * ROW_PX;

  /** Returns the part in the row of the end that has no other call; undefined if both have. */
  function labeledPart({ source, target }: CallEdge): LabeledPart | undefined {
    const parts = calls.filter((call) => call.source === source).length > 1;
    const meets = calls.filter((call) => call.target === target).length > 1;
    if ((parts && meets) || target.rank !== source.rank + 1) return undefined;
    return {
      row: rowOf(parts ? target : source),
      fromX: xOf(source) + (parts ? BUS_PX + BEND_PX : ARROW_INSET_PX),
      toX: xOf(target) - (meets ? BUS_PX + BEND_PX : ARROW_INSET_PX),
    };
  }

  const labeled = calls.flatMap((call) => {
    const part = labeledPart(call);
    return part === undefined ? [] : [{ call, part }];
  });
  const places = new Set(labeled.map(({ call, part }) => `${call.source.rank} ${part.row}`));
  if (places.size < calls.length) return undefined;

  return {
    heightPx: rowCount * ROW_PX,
    services: services.map((service) => ({ x: xOf(service), y: yOf(rowOf(service)) })),
    arrows: labeled.map(({ call, part }) => ({ call, points: arrowPoints(call, part) })),
    labels: [
      ...services.map((service) => ({
        x: xOf(service),
        y: yOf(rowOf(service)) + 20,
        lines: [service.name, service.type],
        muted: false,
        textAnchor: "middle" as const,
        lineAnchor: "top" as const,
        maxWidthPx: 2 * SIDE_PX,
      })),
      ...labeled.map(({ call, part: { row, fromX, toX } }) => ({
        x: (fromX + toX) / 2,
        y: yOf(row) - 8,
        lines: formatCalls(call),
        muted: true,
        textAnchor: "middle" as const,
        lineAnchor: "bottom" as const,
        maxWidthPx: toX - fromX,
      })),
    ],
  };

  /** Returns the points of an arrow: it is in the row of each end next to that end, and in the row of the label between them. */
  function arrowPoints({ source, target }: CallEdge, { row, fromX, toX }: LabeledPart): Point[] {
    const [sourceY, targetY] = [yOf(rowOf(source)), yOf(rowOf(target))];
    const start = { x: xOf(source) + ARROW_INSET_PX, y: sourceY };
    const end = { x: xOf(target) - ARROW_INSET_PX, y: targetY };
    if (sourceY === targetY) return [start, end];
    const y = yOf(row);
    return y === targetY
      ? [start, { x: fromX - BEND_PX, y: sourceY }, { x: fromX, y }, end]
      : [start, { x: toX, y }, { x: toX + BEND_PX, y: targetY }, end];
  }
}
