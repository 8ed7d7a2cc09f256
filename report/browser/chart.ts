import { plot, type PlotOptions } from "@observablehq/plot";
import { element } from "./element.ts";

/** A chart with its title, drawn anew whenever its width changes. `label` says what a reader who cannot see it needs. */
export function chart(title: Node | string, label: string, options: (widthPx: number) => PlotOptions): HTMLElement {
  const place = element("div", { class: "chart" });
  let drawnPx = 0;
  new ResizeObserver(() => {
    const widthPx = Math.floor(place.clientWidth);
    if (widthPx === 0 || widthPx === drawnPx) return;
    drawnPx = widthPx;
    const style = { background: "transparent", color: "inherit", fontFamily: "inherit", fontSize: "12px" };
    const drawing = plot({ width: widthPx, style, ...options(widthPx) });
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", label);
    place.replaceChildren(drawing);
  }).observe(place);
  return element("figure", {}, element("figcaption", {}, title), place);
}

/** Which colour is cold and which is warm. */
export const startKey = (title: string): HTMLElement =>
  element("span", {}, `${title} `, ...["cold", "warm"].map((start) => element("small", { class: start }, start)));

/** Colours by meaning; the style sheet has their values, for light and for dark. */
export const COLD = "var(--cold)";
export const WARM = "var(--warm)";
export const FAILED = "var(--failed)";
export const MUTED = "var(--muted)";
export const LINE = "var(--line)";
