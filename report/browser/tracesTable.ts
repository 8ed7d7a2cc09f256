import type { Trace } from "../report.ts";
import { element } from "./element.ts";
import { counted, dateAndTime, duration } from "./format.ts";

interface Column {
  readonly name: string;
  readonly key: (trace: Trace) => string | number;
  readonly shown: (trace: Trace) => string;
  readonly style?: string;
}

const annotationsText = ({ annotations }: Trace): string =>
  Object.entries(annotations)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");

const COLUMNS: readonly Column[] = [
  {
    name: "time",
    key: ({ startedAtMs }) => startedAtMs,
    shown: ({ startedAtMs }) => dateAndTime(startedAtMs).join(" "),
  },
  {
    name: "response",
    key: ({ responseMs }) => responseMs,
    shown: ({ responseMs }) => duration(responseMs),
    style: "number",
  },
  { name: "start", key: ({ start }) => start, shown: ({ start }) => start, style: "start" },
  { name: "status", key: ({ status }) => status, shown: ({ status }) => status },
  { name: "cache", key: ({ cache }) => cache, shown: ({ cache }) => cache },
  { name: "annotations", key: annotationsText, shown: annotationsText, style: "wide" },
];

const ANY = "any";

/** All traces of a stack: filtered, sorted, and chosen from, with the mouse or the keyboard. */
export class TracesTable {
  readonly root: HTMLElement;
  readonly #traces: readonly Trace[];
  readonly #choose: (trace: Trace) => void;
  readonly #body = element("tbody");
  readonly #count = element("output");
  readonly #headings: readonly HTMLElement[];
  readonly #filters: {
    readonly start: HTMLSelectElement;
    readonly status: HTMLSelectElement;
    readonly text: HTMLInputElement;
  };
  #sorted: { readonly by: Column; readonly descending: boolean };

  constructor(traces: readonly Trace[], choose: (trace: Trace) => void) {
    this.#traces = traces;
    this.#choose = choose;
    const [byTime] = COLUMNS as readonly [Column];
    this.#sorted = { by: byTime, descending: false };
    this.#filters = {
      start: options("start", ["cold", "warm"]),
      status: options("status", [...new Set(traces.map(({ status }) => status))].sort()),
      text: element("input", { type: "search", name: "text", placeholder: "cache state, annotation or id" }),
    };
    this.#headings = COLUMNS.map((column) => this.#heading(column));
    this.#body.addEventListener("keydown", (event) => {
      this.#move(event);
    });
    const table = element(
      "table",
      { class: "traces" },
      element("thead", {}, element("tr", {}, ...this.#headings)),
      this.#body,
    );
    const filters = Object.entries(this.#filters).map(([name, input]) => {
      input.addEventListener("input", () => {
        this.#show();
      });
      return element("label", {}, name === "text" ? "contains" : name, input);
    });
    this.root = element(
      "section",
      {},
      element("h2", {}, "Traces"),
      element("form", { role: "search" }, ...filters, this.#count),
      element("div", { class: "scroll" }, table),
    );
    this.#show();
  }

  /** Marks the traces whose timelines are shown. */
  mark(chosen: readonly (Trace | undefined)[]): void {
    const ids = chosen.map((trace) => trace?.id);
    for (const row of this.#body.rows) {
      row.querySelector("button")?.setAttribute("aria-pressed", String(ids.includes(row.dataset["trace"])));
    }
  }

  #heading(column: Column): HTMLElement {
    const button = element("button", { type: "button" }, column.name);
    button.addEventListener("click", () => {
      this.#sorted = { by: column, descending: this.#sorted.by === column && !this.#sorted.descending };
      this.#show();
    });
    return element("th", { scope: "col", class: column.style }, button);
  }

  #show(): void {
    const { by, descending } = this.#sorted;
    for (const [index, heading] of this.#headings.entries()) {
      if (COLUMNS[index] === by) heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    }
    const shown = this.#traces.filter((trace) => this.#passes(trace)).sort((a, b) => compare(by.key(a), by.key(b)));
    if (descending) shown.reverse();
    const pressed = [...this.#body.querySelectorAll<HTMLElement>("[aria-pressed=true]")].map(
      (button) => button.closest("tr")?.dataset["trace"],
    );
    this.#body.replaceChildren(...shown.map((trace) => this.#row(trace)));
    this.mark(this.#traces.filter(({ id }) => pressed.includes(id)));
    this.#count.textContent = `${shown.length} of ${counted(this.#traces.length, "trace")}`;
  }

  #passes(trace: Trace): boolean {
    const { start, status, text } = this.#filters;
    const all = `${trace.id} ${trace.cache} ${annotationsText(trace)}`.toLowerCase();
    return (
      [ANY, trace.start].includes(start.value) &&
      [ANY, trace.status].includes(status.value) &&
      all.includes(text.value.trim().toLowerCase())
    );
  }

  #row(trace: Trace): HTMLTableRowElement {
    const [, ...others] = COLUMNS;
    const [date, time] = dateAndTime(trace.startedAtMs);
    const button = element(
      "button",
      { type: "button", "aria-pressed": "false" },
      element("span", { class: "date" }, `${date} `),
      time,
    );
    const row = element(
      "tr",
      { "data-trace": trace.id, class: trace.status === "ok" ? undefined : "failed" },
      element("th", { scope: "row" }, button),
      ...others.map(({ shown, style }) =>
        element("td", { class: style === "start" ? trace.start : style }, shown(trace)),
      ),
    );
    row.addEventListener("click", () => {
      this.#choose(trace);
    });
    return row;
  }

  /** The arrow keys go from row to row, and show each. */
  #move(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest("tr");
    const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
    const button = next?.querySelector("button");
    if (!button) return;
    event.preventDefault();
    button.focus();
    button.click();
  }
}

function options(name: string, values: readonly string[]): HTMLSelectElement {
  return element("select", { name }, ...[ANY, ...values].map((value) => element("option", {}, value)));
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
