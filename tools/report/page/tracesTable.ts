import { formatDateAndTime, pluralize } from "../format.ts";
import type { Trace } from "../model.ts";
import { createElement } from "./createElement.ts";
import { DATA_COLUMNS, formatAnnotations, TIME_COLUMN } from "./traceColumns.ts";
import type { TraceColumn } from "./traceColumns.ts";

const COLUMNS: readonly TraceColumn[] = [TIME_COLUMN, ...DATA_COLUMNS];

/** The option of a filter that matches every trace. */
const ANY = "any";

/** A table of a stack's traces. Users filter, sort and select them with the mouse or the keyboard. */
export class TracesTable {
  readonly root: HTMLElement;
  readonly #traces: readonly Trace[];
  readonly #onSelect: (trace: Trace) => void;
  readonly #body = createElement("tbody");
  readonly #count = createElement("output");
  readonly #headers: readonly HTMLElement[];
  readonly #filters: TraceFilters;
  #highlightedIds: readonly (string | undefined)[] = [];
  #order: { readonly by: TraceColumn; readonly descending: boolean } = { by: TIME_COLUMN, descending: false };

  constructor(traces: readonly Trace[], onSelect: (trace: Trace) => void) {
    this.#traces = traces;
    this.#onSelect = onSelect;
    this.#filters = createFilters(traces, () => {
      this.#renderRows();
    });
    this.#headers = COLUMNS.map((column) => this.#createHeader(column));
    this.#body.addEventListener("keydown", (event) => {
      this.#onKeyDown(event);
    });
    const table = createElement(
      "table",
      { class: "traces" },
      createElement("thead", {}, createElement("tr", {}, ...this.#headers)),
      this.#body,
    );
    this.root = createElement(
      "section",
      {},
      createElement("h2", {}, "Traces"),
      createElement("div", { role: "search" }, ...this.#filters.labels, this.#count),
      createElement("div", { class: "scroll" }, table),
    );
    this.#renderRows();
  }

  /** Highlights the traces whose timelines are shown. */
  highlight(traces: readonly (Trace | undefined)[]): void {
    this.#highlightedIds = traces.map((trace) => trace?.id);
    this.#updateHighlights();
  }

  #updateHighlights(): void {
    for (const row of this.#body.rows) {
      const isHighlighted = this.#highlightedIds.includes(row.dataset["trace"]);
      row.querySelector("button")?.setAttribute("aria-pressed", String(isHighlighted));
    }
  }

  #createHeader(column: TraceColumn): HTMLElement {
    const button = createElement("button", { type: "button" }, column.name);
    button.addEventListener("click", () => {
      this.#order = { by: column, descending: this.#order.by === column && !this.#order.descending };
      this.#renderRows();
    });
    return createElement("th", { scope: "col", class: column.cssClass }, button);
  }

  #renderRows(): void {
    const { by, descending } = this.#order;
    for (const [index, header] of this.#headers.entries()) {
      if (COLUMNS[index] === by) header.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    }
    const shown = this.#traces
      .filter((trace) => this.#filters.matches(trace))
      .sort((a, b) => compare(by.sortKey(a), by.sortKey(b)));
    if (descending) shown.reverse();
    this.#body.replaceChildren(...shown.map((trace) => this.#createRow(trace)));
    this.#updateHighlights();
    this.#count.textContent = `${shown.length} of ${pluralize(this.#traces.length, "trace")}`;
  }

  #createRow(trace: Trace): HTMLTableRowElement {
    const [date, time] = formatDateAndTime(trace.startedAtMs);
    const dateElement = createElement("span", { class: "date" }, `${date} `);
    const button = createElement("button", { type: "button" }, dateElement, time);
    const row = createElement(
      "tr",
      { "data-trace": trace.id, "data-start": trace.start, class: trace.status === "ok" ? undefined : "failed" },
      createElement("th", { scope: "row" }, button),
      ...DATA_COLUMNS.map(({ text, cssClass }) => createElement("td", { class: cssClass }, text(trace))),
    );
    row.addEventListener("click", () => {
      this.#onSelect(trace);
    });
    return row;
  }

  /** Lets the arrow keys select the next or the previous row. */
  #onKeyDown(event: KeyboardEvent): void {
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

/** The filters of the table of traces. */
interface TraceFilters {
  readonly labels: readonly HTMLElement[];
  matches(trace: Trace): boolean;
}

/** Creates filters by start, status and text, and calls `onChange` whenever the user changes one of them. */
function createFilters(traces: readonly Trace[], onChange: () => void): TraceFilters {
  const start = createSelect("start", ["cold", "warm"]);
  const status = createSelect("status", [...new Set(traces.map((trace) => trace.status))].sort());
  const text = createElement("input", { type: "search", name: "text", placeholder: "cache state, annotation or ID" });
  const labels = Object.entries({ start, status, contains: text }).map(([name, input]) => {
    input.addEventListener("input", onChange);
    return createElement("label", {}, name, input);
  });
  const matches = (trace: Trace): boolean => {
    const searchable = `${trace.id} ${trace.cache} ${formatAnnotations(trace)}`.toLowerCase();
    return (
      [ANY, trace.start].includes(start.value) &&
      [ANY, trace.status].includes(status.value) &&
      searchable.includes(text.value.trim().toLowerCase())
    );
  };
  return { labels, matches };
}

const createSelect = (name: string, values: readonly string[]): HTMLSelectElement =>
  createElement("select", { name }, ...[ANY, ...values].map((value) => createElement("option", {}, value)));
