import type { Report } from "../model.ts";
import { element } from "./element.ts";
import { dateAndTime } from "../format.ts";
import { stackView } from "./stackView.ts";

const NOTES: Record<Report["source"], string> = {
  "X-Ray":
    "From AWS X-Ray, which samples: by default the first request of each second and 5 % of the others. An invocation " +
    "without a load in its trace counts as a hit; while loading fails, it may have been stale.",
  "local run":
    "From a run on one machine. Configuration and GetParametersByPath are the function's own X-Ray segments. Where AWS " +
    "would add its own (AWS::Lambda, AWS::Lambda::Function), what the run itself measured stands, marked *: the " +
    "response as the caller saw it, Initialization from the start of the process until the code was loaded, Invocation " +
    "as the rest of the response, most of which is the endpoint's own time.",
};

function show(report: Report): void {
  const views = report.stacks.map((stack) => ({ stack, view: stackView(stack) }));
  const place = element("div");
  const switches = views.map(({ stack, view }, index) => {
    const input = element("input", { type: "radio", name: "stack", value: stack.name, checked: index === 0 });
    input.addEventListener("change", () => {
      place.replaceChildren(view);
    });
    return element("label", {}, input, element("span", {}, stack.name));
  });
  const [first] = views;
  if (first !== undefined) place.append(first.view);
  const stacks = element("fieldset", {}, element("legend", {}, "Stack"), ...switches);
  const made = element(
    "time",
    { datetime: report.madeAt },
    dateAndTime(Date.parse(report.madeAt)).join(" ").slice(0, 16),
  );
  document
    .querySelector("main")
    ?.append(
      element("header", {}, element("h1", {}, "Traces of shared secrets"), stacks, made),
      element("p", { class: "note" }, NOTES[report.source]),
      place,
    );
}

show(JSON.parse(document.getElementById("report")?.textContent ?? "") as Report);
