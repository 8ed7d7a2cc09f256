import type { CallEdge } from "./mapGraph.ts";

/** The positions of everything in a service map, in pixels from the top left. */
export interface MapLayout {
  readonly heightPx: number;
  readonly services: readonly Point[];
  readonly arrows: readonly Arrow[];
  readonly labels: readonly Label[];
}

/** A position in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The arrow of an edge: straight lines between its points. */
export interface Arrow {
  readonly call: CallEdge;
  readonly points: readonly Point[];
}

/** Lines of text anchored to a point, with their maximum width. */
export interface Label extends Point {
  readonly lines: readonly string[];
  readonly muted: boolean;
  readonly textAnchor: "start" | "middle";
  readonly lineAnchor: "top" | "middle" | "bottom";
  readonly maxWidthPx: number;
}

export const LINE_HEIGHT_PX = 16.2;

/** The distance from the center of a service to the end of an arrow. It is larger than the radius of the dot. */
export const ARROW_INSET_PX = 20;
