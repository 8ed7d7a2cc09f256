import { expect } from "chai";
import type { Report, ServiceMap } from "../../report/model.ts";
import { exampleReport } from "./support/exampleReport.ts";
import { useReportPage } from "./support/reportPage.ts";

const FUNCTION = "parameterStoreBlog-dev";
const call = (from: string, to: string, errors = 0) => ({ from, to, count: 1234, meanMs: 1234.5, errors });

/** Two callers and two services behind, as X-Ray has the function: once as Lambda's service, once as what ran in it. */
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

/** A call past another service, a circle, and a name as long as Lambda allows. */
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

describe("the service map in a browser", function () {
  // Where the machine has no Chromium, one is installed first.
  this.timeout(180_000);
  this.slow(10_000);
  const { page, open } = useReportPage();

  const map = () => page().locator("figure", { has: page().getByText("Service map", { exact: true }) });

  it("says that there is none yet", async () => {
    await open(withMap({ services: [], calls: [] }));
    expect(await map().locator("p").innerText()).to.equal("X-Ray has no service map of this time yet.");
    expect(await map().locator("svg, table").count()).to.equal(0);
  });

  const maps = {
    "of a function and what it calls": exampleReport.stacks[0]?.serviceMap,
    "of two callers and two services behind": BUSY,
    "of calls across": TANGLED,
  };
  for (const [name, serviceMap] of Object.entries(maps)) {
    for (const width of [360, 1280, 1600]) {
      it(`${name} has no word on another, and none cut off, at ${width} px`, async () => {
        await page().setViewportSize({ width, height: 900 });
        await open(withMap(serviceMap ?? { services: [], calls: [] }));
        await map().locator("svg").waitFor();
        const words = await page().evaluate<Box[]>(WORDS);
        expect(words).not.to.be.empty;
        for (const [index, one] of words.entries()) {
          expect(one.inside, one.text).to.be.true;
          for (const other of words.slice(index + 1)) {
            expect(overlap(one, other), `${one.text} and ${other.text}`).to.be.false;
          }
        }
      });
    }
  }
});

interface Box {
  readonly text: string;
  /** Of the figure. */
  readonly inside: boolean;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** All texts of the map and of the table below it, and where they stand. */
const WORDS = `(() => {
  const figure = document.querySelector("figure:has(.calls)");
  const around = figure.getBoundingClientRect();
  return [...figure.querySelectorAll("svg text, td")].map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const inside = left >= around.left && right <= around.right && top >= around.top && bottom <= around.bottom;
    return { text: text.textContent, inside, left, right, top, bottom };
  });
})()`;

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
