import { arrow, dot, line, text, type PlotOptions } from "@observablehq/plot";
import type { ServiceMap } from "../model.ts";
import { chart, FAILED, MUTED, WARM } from "./chart.ts";
import { element } from "./element.ts";
import { duration } from "../format.ts";
import { chainMap } from "./horizontalLayout.ts";
import { listedMap } from "./verticalLayout.ts";
import { described, mapGraph, type Call, type MapGraph } from "./mapGraph.ts";
import { LINE_PX, type Arrow, type MapLayout, type Words } from "./mapLayout.ts";

const TITLE = "Service map";
const FONT_PX = 12;

/** How much wider than this library takes it for a reader's font may be. */
const WIDER_FONT = 1.15;

/** Who calls whom: a picture, and the same as a table. X-Ray has traces before it has made a map of them. */
export function serviceMap(map: ServiceMap): HTMLElement {
  if (map.services.length === 0) {
    const none = element("p", { class: "none" }, "X-Ray has no service map of this time yet.");
    return element("figure", {}, element("figcaption", {}, TITLE), none);
  }
  const graph = mapGraph(map);
  const spoken = graph.calls.map((call) => `${call.source.name} to ${call.target.name}: ${described(call).join("\n")}`);
  const figure = chart(TITLE, spoken.join("; "), (widthPx) =>
    drawing(chainMap(graph, widthPx) ?? listedMap(graph, widthPx)),
  );
  figure.append(table(graph));
  return figure;
}

function drawing({ heightPx, services, arrows, words }: MapLayout): PlotOptions {
  return {
    height: heightPx,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      ...arrows.flatMap(arrowMarks),
      dot(services, { x: "x", y: "y", r: 13, fill: WARM }),
      ...words.map(wordsMark),
    ],
  };
}

function arrowMarks({ call, way }: Arrow): NonNullable<PlotOptions["marks"]> {
  const stroke = call.errors > 0 ? FAILED : MUTED;
  const last = way.slice(-2).map(({ x, y }) => [x, y]);
  return [
    line(way.slice(0, -1), { x: "x", y: "y", stroke }),
    arrow([last.flat()], { x1: "0", y1: "1", x2: "2", y2: "3", headLength: 8, stroke }),
  ];
}

/** What is too long for its place ends in an ellipsis, and is whole in its title. */
function wordsMark({ lines, muted, textAnchor, lineAnchor, widthPx, ...at }: Words) {
  return text([at], {
    x: "x",
    y: "y",
    text: () => lines.join("\n"),
    textAnchor,
    lineAnchor,
    lineHeight: LINE_PX / FONT_PX,
    lineWidth: widthPx / FONT_PX / WIDER_FONT,
    textOverflow: "ellipsis-end",
    fill: muted ? MUTED : "currentColor",
  });
}

function table({ calls }: MapGraph): HTMLElement {
  const header = ["from → to", "calls", "mean", "errors"].map((name, column) =>
    element("th", { scope: "col", class: column === 0 ? undefined : "number" }, name),
  );
  return element(
    "table",
    { class: "calls" },
    element("thead", {}, element("tr", {}, ...header)),
    element("tbody", {}, ...calls.map(row)),
  );
}

function row({ source, target, count, meanMs, errors }: Call): HTMLElement {
  const which = source.name === target.name ? `${source.type} → ${target.type}` : `${source.name} → ${target.name}`;
  const numbers = [String(count), duration(meanMs), String(errors)];
  return element(
    "tr",
    {},
    element("td", {}, which),
    ...numbers.map((value) => element("td", { class: "number" }, value)),
  );
}
