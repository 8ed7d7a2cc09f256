import { plot } from "@observablehq/plot";
import type { PlotOptions } from "@observablehq/plot";
import { createElement } from "./createElement.ts";

/**
 * Creates a figure with a title and a chart, and draws the chart again whenever its width changes.
 * @param label the text alternative for screen readers
 */
export function createChart(
  title: Node | string,
  label: string,
  options: (widthPx: number) => PlotOptions,
): HTMLElement {
  const container = createElement("div", { class: "chart" });
  let drawnWidthPx = 0;
  new ResizeObserver(() => {
    const widthPx = Math.floor(container.clientWidth);
    if (widthPx === 0 || widthPx === drawnWidthPx) return;
    drawnWidthPx = widthPx;
    const style = { background: "transparent", color: "inherit", fontFamily: "inherit", fontSize: "12px" };
    const drawing = plot({ width: widthPx, style, ...options(widthPx) });
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", label);
    container.replaceChildren(drawing);
  }).observe(container);
  return createElement("figure", {}, createElement("figcaption", {}, title), container);
}

/** Returns a title with a legend of the colors for cold and warm invocations. */
export const titleWithLegend = (title: string): HTMLElement =>
  createElement(
    "span",
    {},
    `${title} `,
    ...["cold", "warm"].map((start) => createElement("small", { class: start }, start)),
  );

/** Colors by meaning. The style sheet defines them for light and dark mode. */
export const COLD_COLOR = "var(--cold)";
export const WARM_COLOR = "var(--warm)";
export const FAILED_COLOR = "var(--failed)";
export const MUTED_COLOR = "var(--muted)";
export const LINE_COLOR = "var(--line)";
