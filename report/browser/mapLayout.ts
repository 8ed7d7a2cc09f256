import type { Call } from "./mapGraph.ts";

/** A service map laid out, in pixels down and to the right. */
export interface MapLayout {
  readonly heightPx: number;
  readonly services: readonly Point[];
  readonly arrows: readonly Arrow[];
  readonly words: readonly Words[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One call, through points that are joined straight. */
export interface Arrow {
  readonly call: Call;
  readonly way: readonly Point[];
}

/** Lines of text beside a point, and how wide they may be. */
export interface Words extends Point {
  readonly lines: readonly string[];
  readonly muted: boolean;
  readonly textAnchor: "start" | "middle";
  readonly lineAnchor: "top" | "middle" | "bottom";
  readonly widthPx: number;
}

export const LINE_PX = 16.2;

/** How far from the middle of a service an arrow ends, whose dot is smaller. */
export const ARROW_INSET_PX = 20;
