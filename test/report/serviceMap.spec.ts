import { expect } from "chai";
import type { Report, ServiceMap } from "../../report/report.ts";
import { exampleReport } from "./support/exampleReport.ts";
import { useReportPage } from "./support/reportPage.ts";

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
});
