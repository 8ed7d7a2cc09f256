import { expect } from "chai";
import type { Report, ServiceMap } from "../../../tools/report/model.ts";
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
    "a chain": exampleReport.stacks[0]?.serviceMap,
    "two callers and two called services": BUSY,
    "a cycle and a call that skips a service": TANGLED,
  };
  for (const [name, serviceMap] of Object.entries(maps)) {
    for (const width of [360, 1280, 1600]) {
      it(`draws a service map with ${name}, without overlapping or cut-off text, at ${width} px`, async () => {
        await page().setViewportSize({ width, height: 900 });
        await open(withMap(serviceMap ?? { services: [], calls: [] }));
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
