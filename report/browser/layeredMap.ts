import { described, type MapGraph, type Ranked } from "./mapGraph.ts";
import { ARROW_INSET_PX, LINE_PX, type Arrow, type MapLayout, type Point } from "./mapLayout.ts";

const ROW_PX = 130;
const SIDE_PX = 100;
const TOP_PX = 56;
const BOTTOM_PX = 74;

/** Between one rank and the next: where all stand in one row, names may take the room below the calls' words. */
const COLUMN_PX = { oneRow: 210, severalRows: 280 };

/** How wide the words of a call are at the most. */
const CALL_WORDS_PX = 130;

/** An arrow that falls or rises more than so much on its way goes through the name below its service. */
const STEEPEST = 0.28;

/** From left to right, a column for each rank. Gives undefined where words would fall on others, or arrows on services. */
export function layeredMap({ services, calls }: MapGraph, widthPx: number): MapLayout | undefined {
  const columns = Object.values(Object.groupBy(services, ({ rank }) => rank)).map((column = []) => column);
  const rows = Math.max(...columns.map(({ length }) => length));
  const columnPx = (widthPx - 2 * SIDE_PX) / Math.max(1, columns.length - 1);
  if (columnPx < (rows === 1 ? COLUMN_PX.oneRow : COLUMN_PX.severalRows)) return undefined;
  if (calls.some(({ source, target }) => target.rank !== source.rank + 1)) return undefined;

  const middleY = TOP_PX + ((rows - 1) / 2) * ROW_PX;
  const at = ({ id, rank }: Ranked): Point => {
    const column = columns[rank] ?? [];
    const place = column.findIndex((service) => service.id === id);
    return { x: SIDE_PX + rank * columnPx, y: middleY + (place - (column.length - 1) / 2) * ROW_PX };
  };
  const middles = calls.map((call) => ({ call, ...middleOf(at(call.source), at(call.target)) }));
  if (middles.some(({ slope }) => slope > STEEPEST)) return undefined;
  if (middles.some((one) => middles.some((other) => one !== other && fallTogether(one, other)))) return undefined;

  const nameWidthPx = Math.min(2 * SIDE_PX, rows === 1 ? columnPx - 10 : columnPx - CALL_WORDS_PX);
  return {
    heightPx: TOP_PX + (rows - 1) * ROW_PX + BOTTOM_PX,
    services: services.map(at),
    arrows: calls.map((call) => ({ call, way: shortened(at(call.source), at(call.target)) }) satisfies Arrow),
    words: [
      ...services.map((service) => ({
        x: at(service).x,
        y: at(service).y + 20,
        lines: [service.name, service.type],
        muted: false,
        textAnchor: "middle" as const,
        lineAnchor: "top" as const,
        widthPx: nameWidthPx,
      })),
      ...middles.map(({ call, x, y, slope }) => {
        // On the outer side of its arrow, away from the others.
        const below = y > middleY;
        const awayPx = 8 + (slope * CALL_WORDS_PX) / 3;
        return {
          x,
          y: below ? y + awayPx : y - awayPx,
          lines: described(call),
          muted: true,
          textAnchor: "middle" as const,
          lineAnchor: below ? ("top" as const) : ("bottom" as const),
          widthPx: CALL_WORDS_PX,
        };
      }),
    ],
  };
}

const middleOf = (a: Point, b: Point): Point & { readonly slope: number } => ({
  x: (a.x + b.x) / 2,
  y: (a.y + b.y) / 2,
  slope: Math.abs((b.y - a.y) / (b.x - a.x)),
});

const fallTogether = (one: Point, other: Point): boolean =>
  one.x === other.x && Math.abs(one.y - other.y) < 3 * LINE_PX;

function shortened(from: Point, to: Point): readonly Point[] {
  const share = ARROW_INSET_PX / Math.hypot(to.x - from.x, to.y - from.y);
  const part = (a: number, b: number): number => a + (b - a) * share;
  return [
    { x: part(from.x, to.x), y: part(from.y, to.y) },
    { x: part(to.x, from.x), y: part(to.y, from.y) },
  ];
}
