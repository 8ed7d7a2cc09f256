import { formatDateAndTime } from "../format.ts";
import type { Report } from "../model.ts";
import { createElement } from "./createElement.ts";
import { renderStack } from "./stackView.ts";

/** Explains where the data comes from. */
const NOTES: Record<Report["source"], string> = {
  "X-Ray":
    "Source: AWS X-Ray, which samples requests: by default the first request of each second and 5 % of the others. " +
    "An invocation without a load in its trace is counted as a hit. If loads were failing, it may have been stale.",
  "local run":
    "Source: a run on one machine. Each function sent Configuration and its calls of Parameter Store as X-Ray segments. " +
    "The run itself measured the spans marked *. They replace segments that only AWS can record (AWS::Lambda, " +
    "AWS::Lambda::Function). The first span is the response time as the caller saw it. Initialization lasts from " +
    "process start until the code is loaded. Invocation is the rest of the response time, and most of it is the " +
    "emulator's own.",
};

function renderPage(report: Report): void {
  const views = report.stacks.map((stack) => ({ stack, view: renderStack(stack) }));
  const container = createElement("div");
  const options = views.map(({ stack, view }, index) => {
    const input = createElement("input", { type: "radio", name: "stack", value: stack.name, checked: index === 0 });
    input.addEventListener("change", () => {
      container.replaceChildren(view);
    });
    return createElement("label", {}, input, createElement("span", {}, stack.name));
  });
  const [first] = views;
  if (first !== undefined) container.append(first.view);
  const stackChoice = createElement("fieldset", {}, createElement("legend", {}, "Stack"), ...options);
  const created = createElement(
    "time",
    { datetime: report.createdAt },
    formatDateAndTime(Date.parse(report.createdAt)).join(" ").slice(0, 16),
  );
  document
    .querySelector("main")
    ?.append(
      createElement("header", {}, createElement("h1", {}, "Trace report"), stackChoice, created),
      createElement("p", { class: "note" }, NOTES[report.source]),
      container,
    );
}

renderPage(JSON.parse(document.getElementById("report")?.textContent ?? "") as Report);
