/** A bar with its label. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The largest possible value, shown as the outline of a longer bar. */
  readonly maximum?: number;
  /** Whether the bar has the color of this project. */
  readonly own?: boolean;
}

/** The texts and bars of a chart. */
export interface BarChart {
  /** A sentence for readers who do not see the chart. It states what is measured and the unit. */
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Returns the text at the end of a bar. */
  readonly format: (bar: Bar) => string;
}

const WIDTH = 760;
const LABELS = 330;
const VALUES = 110;
const ROW = 28;
const BAR = 18;
const TITLE = 34;

const STYLE = [
  "text{font:13px system-ui,sans-serif;fill:#1f2328}",
  ".title{font-weight:600}",
  ".bar{fill:#8c959f}.own{fill:#0969da}.maximum{fill:none;stroke:#8c959f;stroke-dasharray:3 2}",
  "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bar{fill:#6e7681}.own{fill:#4493f8}.maximum{stroke:#6e7681}}",
].join("");

/** Returns a horizontal bar chart as an SVG document, for light and dark pages. */
export function barChart({ title, bars, format }: BarChart): string {
  const largest = Math.max(...bars.map(({ value, maximum = 0 }) => Math.max(value, maximum)));
  const scale = (WIDTH - LABELS - VALUES) / largest;
  const rows = bars.map((bar, index) => {
    const top = TITLE + index * ROW;
    const rectangle = (kind: string, value: number) =>
      `<rect class="${kind}" x="${LABELS}" y="${top}" width="${(value * scale).toFixed(1)}" height="${BAR}" rx="2"/>`;
    const end = LABELS + Math.max(bar.value, bar.maximum ?? 0) * scale + 8;
    return [
      `<text x="${LABELS - 10}" y="${top + 13}" text-anchor="end">${escapeXml(bar.label)}</text>`,
      ...(bar.maximum === undefined ? [] : [rectangle("maximum", bar.maximum)]),
      rectangle(bar.own === true ? "own" : "bar", bar.value),
      `<text x="${end.toFixed(1)}" y="${top + 13}">${escapeXml(format(bar))}</text>`,
    ].join("");
  });
  const height = TITLE + bars.length * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<text class="title" x="0" y="16">${escapeXml(title)}</text>`,
    ...rows,
    "</svg>\n",
  ].join("\n");
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
