import { arrow, dot, line, text } from "@observablehq/plot";
import type { PlotOptions } from "@observablehq/plot";
import { formatDuration } from "../format.ts";
import type { ServiceMap } from "../model.ts";
import { createChart, FAILED_COLOR, MUTED_COLOR, WARM_COLOR } from "./chart.ts";
import { createElement } from "./createElement.ts";
import { layoutHorizontally } from "./horizontalLayout.ts";
import { buildMapGraph, formatCalls } from "./mapGraph.ts";
import type { CallEdge, MapGraph } from "./mapGraph.ts";
import { LINE_HEIGHT_PX } from "./mapLayout.ts";
import type { Arrow, Label, MapLayout } from "./mapLayout.ts";
import { layoutVertically } from "./verticalLayout.ts";

const TITLE = "Service map";
const FONT_SIZE_PX = 12;

/** Safety factor for fonts wider than Plot's estimate. */
const FONT_WIDTH_FACTOR = 1.15;

/** Renders a service map as a chart and as a table. The map can be empty, because X-Ray builds it after the traces. */
export function renderServiceMap(map: ServiceMap): HTMLElement {
  if (map.services.length === 0) {
    const placeholder = createElement(
      "p",
      { class: "placeholder" },
      "X-Ray has no service map for this time range yet.",
    );
    return createElement("figure", {}, createElement("figcaption", {}, TITLE), placeholder);
  }
  const graph = buildMapGraph(map);
  const descriptions = graph.calls.map(
    (call) => `${call.source.name} to ${call.target.name}: ${formatCalls(call).join("\n")}`,
  );
  const figure = createChart(TITLE, descriptions.join("; "), (widthPx) =>
    plotOptions(layoutHorizontally(graph, widthPx) ?? layoutVertically(graph, widthPx)),
  );
  figure.append(renderTable(graph));
  return figure;
}

function plotOptions({ heightPx, services, arrows, labels }: MapLayout): PlotOptions {
  return {
    height: heightPx,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      ...arrows.flatMap(arrowMarks),
      dot(services, { x: "x", y: "y", r: 13, fill: WARM_COLOR }),
      ...labels.map(labelMark),
    ],
  };
}

function arrowMarks({ call, points }: Arrow): NonNullable<PlotOptions["marks"]> {
  const stroke = call.errors > 0 ? FAILED_COLOR : MUTED_COLOR;
  const lastLine = points.slice(-2).map(({ x, y }) => [x, y]);
  return [
    line(points.slice(0, -1), { x: "x", y: "y", stroke }),
    arrow([lastLine.flat()], { x1: "0", y1: "1", x2: "2", y2: "3", headLength: 8, stroke }),
  ];
}

/** A line that is too long has an ellipsis in its middle: functions differ at the end. Plot adds the whole text as a title. */
function labelMark({ lines, muted, textAnchor, lineAnchor, maxWidthPx, ...position }: Label) {
  return text([position], {
    x: "x",
    y: "y",
    text: () => lines.join("\n"),
    textAnchor,
    lineAnchor,
    lineHeight: LINE_HEIGHT_PX / FONT_SIZE_PX,
    lineWidth: maxWidthPx / FONT_SIZE_PX / FONT_WIDTH_FACTOR,
    textOverflow: "ellipsis-middle",
    fill: muted ? MUTED_COLOR : "currentColor",
  });
}

function renderTable({ calls }: MapGraph): HTMLElement {
  const header = ["from → to", "calls", "mean", "errors"].map((name, column) =>
    createElement("th", { scope: "col", class: column === 0 ? undefined : "number" }, name),
  );
  return createElement(
    "table",
    { class: "calls" },
    createElement("thead", {}, createElement("tr", {}, ...header)),
    createElement("tbody", {}, ...calls.map(renderRow)),
  );
}

function renderRow({ source, target, count, meanMs, errors }: CallEdge): HTMLElement {
  const label =
    source.name === target.name ? `${source.name}: ${source.type} → ${target.type}` : `${source.name} → ${target.name}`;
  const numbers = [String(count), formatDuration(meanMs), String(errors)];
  return createElement(
    "tr",
    {},
    createElement("td", {}, label),
    ...numbers.map((value) => createElement("td", { class: "number" }, value)),
  );
}
