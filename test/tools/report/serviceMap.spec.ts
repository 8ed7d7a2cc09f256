import { expect } from "chai";
import type { Report, ServiceMap } from "../../../tools/report/model.ts";
import { layoutHorizontally } from "../../../tools/report/page/horizontalLayout.ts";
import { buildMapGraph } from "../../../tools/report/page/mapGraph.ts";
import { layoutVertically } from "../../../tools/report/page/verticalLayout.ts";
import { buildServiceMap } from "../../../tools/report/traceStatistics.ts";
import { exampleReport } from "./support/exampleReport.ts";
import { useReportPage } from "./support/reportPage.ts";

const FUNCTION = "parameterStoreBlog-dev";
const call = (from: string, to: string, errors = 0) => ({ from, to, count: 1234, meanMs: 1234.5, errors });

/** Two callers and two called services. X-Ray has two services per function: Lambda itself and the function's code. */
const BUSY: ServiceMap = {
  services: [
    { id: "client", name: "Client", type: "client" },
    { id: "gateway", name: "shared-secrets-api/prod", type: "AWS::ApiGateway::Stage" },
    { id: "lambda", name: FUNCTION, type: "AWS::Lambda" },
    { id: "function", name: FUNCTION, type: "AWS::Lambda::Function" },
    { id: "parameters", name: "Parameter Store", type: "AWS::SSM" },
    { id: "table", name: "DynamoDB", type: "AWS::DynamoDB::Table" },
  ],
  calls: [
    call("client", "lambda", 12),
    call("gateway", "lambda"),
    call("lambda", "function", 12),
    call("function", "parameters"),
    call("function", "table", 3),
  ],
};

/** A call that skips a service, a cycle, and a name of the maximum length. */
const TANGLED: ServiceMap = {
  services: BUSY.services.map((service) =>
    service.name === FUNCTION ? { ...service, name: "f".repeat(64) } : service,
  ),
  calls: [...BUSY.calls, call("client", "gateway"), call("table", "parameters"), call("function", "lambda")],
};

/** As many functions as columns and rows of a wide page can show. Lambda itself and the code of each have the same name. */
const FUNCTIONS = ["viewer", "notifier", "mailer", "auditor"].map((name) => `parameterStoreBlog-dev_${name}`);
const SEVERAL: ServiceMap = {
  services: [
    { id: "parameters", name: "Parameter Store", type: "AWS::SSM" },
    { id: "client", name: "Client", type: "client" },
    ...FUNCTIONS.map((name) => ({ id: `code ${name}`, name, type: "AWS::Lambda::Function" })),
    ...FUNCTIONS.map((name) => ({ id: name, name, type: "AWS::Lambda" })).reverse(),
  ],
  calls: FUNCTIONS.flatMap((name) => [
    call("client", name),
    call(name, `code ${name}`, 2),
    call(`code ${name}`, "parameters"),
  ]),
};

const withMap = (serviceMap: ServiceMap): Report => ({
  ...exampleReport,
  stacks: exampleReport.stacks.map((stack) => ({ ...stack, serviceMap })),
});

describe("the service map on the report page", function () {
  // Chromium is installed first if the machine has none.
  this.timeout(180_000);
  this.slow(10_000);
  const { page, open } = useReportPage();

  const map = () => page().locator("figure", { has: page().getByText("Service map", { exact: true }) });

  it("states that X-Ray has no service map yet", async () => {
    await open(withMap({ services: [], calls: [] }));
    expect(await map().locator("p").innerText()).to.equal("X-Ray has no service map for this time range yet.");
    expect(await map().locator("svg, table").count()).to.equal(0);
  });

  const maps = {
    "a chain": buildServiceMap(exampleReport.stacks[0]?.functions.slice(0, 1) ?? []),
    "two callers and two called services": BUSY,
    "a cycle and a call that skips a service": TANGLED,
    "several functions": SEVERAL,
  };
  for (const [name, serviceMap] of Object.entries(maps)) {
    for (const width of [360, 1280, 1600]) {
      it(`draws a service map with ${name}, without overlapping or cut-off text, at ${width} px`, async () => {
        await page().setViewportSize({ width, height: 900 });
        await open(withMap(serviceMap));
        await map().locator("svg").waitFor();
        const boxes = await page().evaluate<TextBox[]>(TEXT_BOXES);
        expect(boxes).not.to.be.empty;
        for (const [index, one] of boxes.entries()) {
          expect(one.isInside, one.text).to.be.true;
          for (const other of boxes.slice(index + 1)) {
            expect(overlap(one, other), `${one.text} and ${other.text}`).to.be.false;
          }
        }
      });
    }
  }
});

describe("layoutHorizontally", () => {
  const positions = (map: ServiceMap, widthPx = 1200) => {
    const graph = buildMapGraph(map);
    const layout = layoutHorizontally(graph, widthPx);
    return layout && graph.services.map(({ id }, index) => [id, layout.services[index]] as const);
  };

  it("gives each function a row, from its caller to its code, and each kind of service a column", () => {
    const placed = new Map(positions(SEVERAL));
    const columns = new Set([...placed.values()].map((position) => position?.x));
    expect(columns.size).to.equal(4);
    for (const name of FUNCTIONS) expect(placed.get(name)?.y, name).to.equal(placed.get(`code ${name}`)?.y);
    expect(new Set(FUNCTIONS.map((name) => placed.get(name)?.y)).size).to.equal(4);
    expect(placed.get("client")?.y).to.equal(placed.get("parameters")?.y);
  });

  it("returns undefined for a call that skips a column, for labels in the same place, and for a narrow page", () => {
    expect(positions(BUSY)).not.to.equal(undefined);
    expect(positions(TANGLED)).to.equal(undefined);
    expect(positions({ ...BUSY, calls: [...BUSY.calls, call("gateway", "function")] })).to.equal(undefined);
    const crossed = { ...SEVERAL, calls: [...SEVERAL.calls, call("client", `code ${FUNCTIONS[0] ?? ""}`)] };
    expect(positions(crossed)).to.equal(undefined);
    expect(positions(SEVERAL, 900)).to.equal(undefined);
  });
});

describe("layoutVertically", () => {
  it("uses one lane for the calls of a service, and one for single calls to the same service", () => {
    const { arrows } = layoutVertically(buildMapGraph(SEVERAL), 360);
    const lanes = arrows.filter(({ points }) => points.length === 4).map(({ points }) => points[1]?.x);
    expect(lanes).to.have.length(6);
    expect(new Set(lanes).size).to.equal(2);
  });
});

/** The position of a text. */
interface TextBox {
  readonly text: string;
  /** Whether it is inside the figure. */
  readonly isInside: boolean;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Returns the position of every text in the chart and the table below it. */
const TEXT_BOXES = `(() => {
  const figure = document.querySelector("figure:has(.calls)");
  const bounds = figure.getBoundingClientRect();
  return [...figure.querySelectorAll("svg text, td")].map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const isInside = left >= bounds.left && right <= bounds.right && top >= bounds.top && bottom <= bounds.bottom;
    return { text: text.textContent, isInside, left, right, top, bottom };
  });
})()`;

const overlap = (a: TextBox, b: TextBox): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
