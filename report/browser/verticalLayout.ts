import { described, type Call, type MapGraph, type Ranked } from "./mapGraph.ts";
import { ARROW_INSET_PX, LINE_PX, type MapLayout, type Point, type Words } from "./mapLayout.ts";

const DOT_X = 16;
const TEXT_PX = 24;
const SERVICE_PX = 2 * LINE_PX;
const EDGE_PX = 4;

/** Above and below the words of calls, and between services without any. */
const GAP_PX = 12;
const PLAIN_GAP_PX = 20;

/** Lines beside the services, for calls of others than the next one: one for each service that makes such calls. */
const LANE_PX = 12;

/** From the nearest such line to a service there is room for the head of an arrow. */
const LANES_END_PX = 24;

/** How far beside the middle of a service such a call ends. */
const SIDE_INSET_PX = 16;

/** How far below the middle of a service such a call leaves it, and above it another comes to it. */
const ASIDE_PX = 5;

/** From top to bottom, each service in a row of its own, below the words of the calls that come to it. */
export function listedMap({ services, calls }: MapGraph, widthPx: number): MapLayout {
  const follows = ({ source, target }: Call): boolean => services.indexOf(target) === services.indexOf(source) + 1;
  const lanes = services.filter((service) => calls.some((call) => call.source === service && !follows(call)));
  const dotX = lanes.length === 0 ? DOT_X : EDGE_PX + lanes.length * LANE_PX + LANES_END_PX;
  const textX = dotX + TEXT_PX;
  const words: Words[] = [];
  const write = (middleY: number, lines: readonly string[], muted: boolean): void => {
    const anchors = { textAnchor: "start", lineAnchor: "middle" } as const;
    words.push({ x: textX, y: middleY, lines, muted, ...anchors, widthPx: widthPx - textX });
  };

  const at = new Map<Ranked, Point>();
  let bottomY = EDGE_PX - PLAIN_GAP_PX;
  for (const service of services) {
    const coming = calls.filter(({ target }) => target === service);
    const alone = coming.length === 1 && coming.every(follows);
    let y = bottomY + (coming.length === 0 ? PLAIN_GAP_PX : GAP_PX);
    for (const call of coming) {
      const [count, mean, errors] = described(call);
      const lines = alone ? [count, mean, errors] : [`from ${call.source.name}`, `${count}, ${mean}`, errors];
      write(y + (lines.length * LINE_PX) / 2, lines, true);
      y += lines.length * LINE_PX + GAP_PX;
    }
    at.set(service, { x: dotX, y: y + SERVICE_PX / 2 });
    write(y + SERVICE_PX / 2, [service.name, service.type], false);
    bottomY = y + SERVICE_PX;
  }

  const pointOf = (service: Ranked): Point => at.get(service) ?? { x: dotX, y: 0 };
  const wayOf = (call: Call): readonly Point[] => {
    const [from, to] = [pointOf(call.source), pointOf(call.target)];
    if (follows(call)) {
      return [
        { x: dotX, y: from.y + ARROW_INSET_PX },
        { x: dotX, y: to.y - ARROW_INSET_PX },
      ];
    }
    const laneX = dotX - LANES_END_PX - (lanes.indexOf(call.source) + 1) * LANE_PX;
    return [
      { x: dotX, y: from.y + ASIDE_PX },
      { x: laneX, y: from.y + ASIDE_PX },
      { x: laneX, y: to.y - ASIDE_PX },
      { x: dotX - SIDE_INSET_PX, y: to.y - ASIDE_PX },
    ];
  };
  return {
    heightPx: bottomY + EDGE_PX,
    services: services.map(pointOf),
    arrows: calls.map((call) => ({ call, way: wayOf(call) })),
    words,
  };
}
