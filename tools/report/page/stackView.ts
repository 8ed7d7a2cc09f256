import { pluralize } from "../format.ts";
import type { FunctionReport, StackReport } from "../model.ts";
import { computeStatistics } from "../traceStatistics.ts";
import { createElement } from "./createElement.ts";
import { renderFunction } from "./functionView.ts";
import { renderServiceMap } from "./serviceMap.ts";

/** Renders a stack: the function that the user selects, and the service map of all functions. */
export function renderStack({ name, region, functions, serviceMap }: StackReport): HTMLElement {
  const views = functions.map(renderFunction);
  const container = createElement("div", {}, ...views.slice(0, 1));
  const options = functions.map((each) => createElement("option", {}, describe(each)));
  const select = createElement("select", { name: "function" }, ...options);
  select.addEventListener("input", () => {
    container.replaceChildren(...views.slice(select.selectedIndex, select.selectedIndex + 1));
  });
  return createElement(
    "article",
    { "aria-label": `Stack ${name}` },
    createElement("p", { class: "function" }, createElement("label", {}, "Function ", select), ` ${region}`),
    container,
    renderServiceMap(serviceMap),
  );
}

function describe({ functionName, traces }: FunctionReport): string {
  const { invocations, failed } = computeStatistics(traces);
  return `${functionName}: ${pluralize(invocations, "invocation")}${failed === 0 ? "" : `, ${failed} failed`}`;
}
