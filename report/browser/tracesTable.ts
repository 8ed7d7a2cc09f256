import type { Trace } from "../model.ts";
import { element } from "./element.ts";
import { counted, dateAndTime } from "../format.ts";
import { OTHERS, TIME, type TraceColumn } from "./traceColumns.ts";
import { traceFilters, type TraceFilters } from "./traceFilters.ts";

const COLUMNS: readonly TraceColumn[] = [TIME, ...OTHERS];

/** All traces of a stack: filtered, sorted, and chosen from, with the mouse or the keyboard. */
export class TracesTable {
  readonly root: HTMLElement;
  readonly #traces: readonly Trace[];
  readonly #choose: (trace: Trace) => void;
  readonly #body = element("tbody");
  readonly #count = element("output");
  readonly #headings: readonly HTMLElement[];
  readonly #filters: TraceFilters;
  #marked: readonly (string | undefined)[] = [];
  #sorted: { readonly by: TraceColumn; readonly descending: boolean } = { by: TIME, descending: false };

  constructor(traces: readonly Trace[], choose: (trace: Trace) => void) {
    this.#traces = traces;
    this.#choose = choose;
    this.#filters = traceFilters(traces, () => {
      this.#show();
    });
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
    this.root = element(
      "section",
      {},
      element("h2", {}, "Traces"),
      element("div", { role: "search" }, ...this.#filters.labels, this.#count),
      element("div", { class: "scroll" }, table),
    );
    this.#show();
  }

  /** Marks the traces whose timelines are shown. */
  mark(chosen: readonly (Trace | undefined)[]): void {
    this.#marked = chosen.map((trace) => trace?.id);
    this.#showMarks();
  }

  #showMarks(): void {
    for (const row of this.#body.rows) {
      row.querySelector("button")?.setAttribute("aria-pressed", String(this.#marked.includes(row.dataset["trace"])));
    }
  }

  #heading(column: TraceColumn): HTMLElement {
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
    const shown = this.#traces
      .filter((trace) => this.#filters.passes(trace))
      .sort((a, b) => compare(by.key(a), by.key(b)));
    if (descending) shown.reverse();
    this.#body.replaceChildren(...shown.map((trace) => this.#row(trace)));
    this.#showMarks();
    this.#count.textContent = `${shown.length} of ${counted(this.#traces.length, "trace")}`;
  }

  #row(trace: Trace): HTMLTableRowElement {
    const [date, time] = dateAndTime(trace.startedAtMs);
    const button = element("button", { type: "button" }, element("span", { class: "date" }, `${date} `), time);
    const row = element(
      "tr",
      { "data-trace": trace.id, "data-start": trace.start, class: trace.status === "ok" ? undefined : "failed" },
      element("th", { scope: "row" }, button),
      ...OTHERS.map(({ shown, style }) => element("td", { class: style }, shown(trace))),
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

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
