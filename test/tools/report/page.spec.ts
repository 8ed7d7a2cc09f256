import { expect } from "chai";
import { computeStatistics } from "../../../tools/report/traceStatistics.ts";
import { exampleReport, exampleTraces } from "./support/exampleReport.ts";
import { useReportPage } from "./support/reportPage.ts";

const [dev, prod] = exampleReport.stacks;
const VIEWER = "parameterStoreBlog-dev_viewer";
const NOTIFIER = "parameterStoreBlog-dev_notifier";

describe("the report page", function () {
  // Chromium is installed first if the machine has none.
  this.timeout(180_000);
  this.slow(10_000);
  const { page, open, url } = useReportPage();

  beforeEach(() => open(exampleReport));

  const texts = (selector: string) => page().locator(selector).allInnerTexts();
  const attributes = async (selector: string, name: string) =>
    Promise.all((await page().locator(selector).all()).map((element) => element.getAttribute(name)));
  const shownTraces = () => attributes("table.traces tbody tr", "data-trace");
  const timelines = () => attributes("figure[data-timeline]", "data-timeline");
  const timelineOf = (id: string) => page().locator(`figure[data-timeline=${id}] svg`);

  it("shows the statistics of the traces", async () => {
    const { p50Ms = 0, p90Ms = 0, p99Ms = 0 } = computeStatistics(exampleTraces("dev"));
    const shown = ["3", "1", "1", ...[p50Ms, p90Ms, p99Ms].map((ms) => `${ms.toFixed(1)} ms`)];
    expect(await texts("[data-figure]")).to.deep.equal(shown);
    // The histogram shows the same percentiles.
    const percentiles = `p50 ${shown[3]}, p90 ${shown[4]}, p99 ${shown[5]}`;
    expect(await page().getByRole("img", { name: percentiles }).count()).to.equal(1);
  });

  it("lists the traces with time, response time, start, status, cache and annotations", async () => {
    expect(await texts("table.traces tbody tr")).to.deep.equal([
      "2026-01-31 23:59:58.000\t480.0 ms\tcold\tok\tmiss\tcache_state miss, configuration_version v-dev",
      "2026-01-31 23:59:59.500\t12.5 ms\twarm\tok\thit\t",
      "2026-02-01 00:00:02.000\t40.0 ms\twarm\tfault\tnone\tnote </script><!-- <b>&",
    ]);
  });

  it("shows timelines of the first cold and the first warm trace on the same scale", async () => {
    expect(await timelines()).to.deep.equal(["dev-cold", "dev-hit"]);
    const drawn = await timelineOf("dev-cold").locator("g[aria-label=text] text").allTextContents();
    expect(drawn.map((text) => text.trim())).to.deep.equal([
      ...[
        "AWS::Lambda",
        "AWS::Lambda::Function",
        "Initialization",
        "Invocation",
        "Configuration",
        "GetParametersByPath",
      ],
      ...["480.0 ms", "450.0 ms", "210.4 ms", "239.0 ms", "90.5 ms", "88.3 ms"],
    ]);
    const widths = async (id: string) =>
      (await attributes(`figure[data-timeline=${id}] g[aria-label=bar] rect`, "width")).map(Number);
    const [whole = 0, , initialization = 0] = await widths("dev-cold");
    expect(initialization / whole).to.be.closeTo(210.4 / 480, 0.001);
    const [warm = 0] = await widths("dev-hit");
    expect(warm / whole).to.be.closeTo(12.5 / 480, 0.001);
  });

  it("shows the timeline of a trace when the user clicks it", async () => {
    await page().locator("tr[data-trace=dev-failed]").getByText("40.0 ms").click();
    expect(await timelines()).to.deep.equal(["dev-cold", "dev-failed"]);
    expect(await timelineOf("dev-failed").getAttribute("aria-label")).to.include(
      "AWS::Lambda::Function (failed) 36.0 ms",
    );
    expect(await page().locator("tr:has([aria-pressed=true])").count()).to.equal(2);
  });

  it("lets the user select traces and stacks with only the keyboard", async () => {
    const focused = () =>
      page().evaluate("document.activeElement.closest('tr')?.dataset.trace ?? document.activeElement.value");
    const tabTo = async (wanted: string) => {
      for (let presses = 0; presses < 30; presses += 1) {
        if ((await focused()) === wanted) return;
        await page().keyboard.press("Tab");
      }
      throw new Error(`Tab did not reach ${wanted}.`);
    };
    await tabTo("dev-failed");
    await page().keyboard.press("Enter");
    expect(await timelines()).to.deep.equal(["dev-cold", "dev-failed"]);
    await page().keyboard.press("ArrowUp");
    expect(await focused()).to.equal("dev-hit");
    expect(await timelines()).to.deep.equal(["dev-cold", "dev-hit"]);
    await page().reload();
    await tabTo("dev");
    await page().keyboard.press("ArrowRight");
    expect(await timelines()).to.deep.equal(["prod-cold", "prod-hit"]);
  });

  it("filters the traces by start, status and text", async () => {
    const select = (name: string, value: string) => page().locator(`select[name=${name}]`).selectOption(value);
    await select("start", "warm");
    expect(await shownTraces()).to.deep.equal(["dev-hit", "dev-failed"]);
    expect(await texts("output")).to.deep.equal(["2 of 3 traces"]);
    await select("status", "fault");
    expect(await shownTraces()).to.deep.equal(["dev-failed"]);
    await select("start", "any");
    await select("status", "any");
    await page().locator("input[type=search]").fill("V-DEV");
    expect(await shownTraces()).to.deep.equal(["dev-cold"]);
    await page().locator("input[type=search]").press("Enter");
    expect(page().url()).to.equal(url());
    await page().locator("input[type=search]").fill("");
    expect(await shownTraces()).to.have.length(3);
    // The traces with timelines are highlighted again.
    expect(await page().locator("tr:has([aria-pressed=true])").count()).to.equal(2);
  });

  it("sorts the traces by a column in both directions and sets aria-sort", async () => {
    const heading = page().getByRole("columnheader", { name: "response" });
    await heading.getByRole("button").click();
    expect(await shownTraces()).to.deep.equal(["dev-hit", "dev-failed", "dev-cold"]);
    expect(await heading.getAttribute("aria-sort")).to.equal("ascending");
    await heading.getByRole("button").click();
    expect(await shownTraces()).to.deep.equal(["dev-cold", "dev-failed", "dev-hit"]);
    expect(await heading.getAttribute("aria-sort")).to.equal("descending");
    expect(await page().locator("tr:has([aria-pressed=true])").count()).to.equal(2);
  });

  it("shows the calls between services and the cache states of invocations", async () => {
    expect(await texts("table.calls tbody tr")).to.deep.equal([
      `Client → ${VIEWER}\t3\t177.5 ms\t1`,
      `${VIEWER} → Parameter Store\t1\t88.3 ms\t0`,
      `Client → ${NOTIFIER}\t1\t12.5 ms\t0`,
    ]);
    const map = `Client to ${VIEWER}: 3 calls 177.5 ms mean 1 error`;
    expect(await page().getByRole("img", { name: map }).count()).to.equal(1);
    const states = "none: 1 invocation; miss: 1 invocation; hit: 1 invocation";
    expect(await page().getByRole("img", { name: states }).count()).to.equal(1);
  });

  it("shows the stack that the user selects", async () => {
    await page().getByRole("radio", { name: "prod" }).check();
    expect(await shownTraces()).to.deep.equal(prod?.functions[0]?.traces.map(({ id }) => id));
    await page().getByRole("radio", { name: "dev" }).check();
    expect(await shownTraces()).to.deep.equal(dev?.functions[0]?.traces.map(({ id }) => id));
  });

  it("states which traces are missing", async () => {
    const omissions = ["Missing: 2 traces that X-Ray did not return in 4 attempts."];
    const stacks = exampleReport.stacks.map((stack) => ({
      ...stack,
      functions: stack.functions.map((each) => ({ ...each, omissions })),
    }));
    await open({ ...exampleReport, stacks });
    expect(await texts(".omission")).to.deep.equal(omissions);
  });

  it("lists all functions of a stack by name, with their invocations and failures", async () => {
    expect(await texts("select[name=function] option")).to.deep.equal([
      `${VIEWER}: 3 invocations, 1 failed`,
      `${NOTIFIER}: 1 invocation`,
      "parameterStoreBlog-dev_idle: 0 invocations",
    ]);
  });

  it("shows the function that the user selects, with the same service map", async () => {
    const map = await texts("table.calls");
    const select = page().getByRole("combobox", { name: "Function" });
    await select.selectOption({ index: 1 });
    expect(await page().getByRole("group", { name: NOTIFIER }).count()).to.equal(1);
    expect(await shownTraces()).to.deep.equal(["dev-hit-2"]);
    expect((await texts("[data-figure]")).slice(0, 3)).to.deep.equal(["1", "0", "0"]);
    expect(await texts("table.calls")).to.deep.equal(map);
    await select.selectOption({ index: 0 });
    expect(await shownTraces()).to.deep.equal(["dev-cold", "dev-hit", "dev-failed"]);
  });

  it("states why a function has no traces, and shows nothing else of it", async () => {
    await page().locator("select[name=function]").selectOption({ index: 2 });
    expect(await texts("[role=group] > *")).to.deep.equal(["There are no traces of parameterStoreBlog-dev_idle."]);
    expect(await page().getByRole("img", { name: "Client to" }).count()).to.equal(1);
  });

  it("remembers the selected function of each stack", async () => {
    await page().locator("select[name=function]").selectOption({ index: 1 });
    await page().getByRole("radio", { name: "prod" }).check();
    expect(await shownTraces()).to.have.length(3);
    await page().getByRole("radio", { name: "dev" }).check();
    expect(await shownTraces()).to.deep.equal(["dev-hit-2"]);
  });

  it("uses the color scheme of the system", async () => {
    const brightness = async () => {
      const [background, foreground] = await page().evaluate<[string, string]>(
        "(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))",
      );
      const mean = (color: string) => (color.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0) / 3;
      return mean(background) - mean(foreground);
    };
    expect(await brightness()).to.be.greaterThan(150);
    await page().emulateMedia({ colorScheme: "dark" });
    expect(await brightness()).to.be.lessThan(-150);
  });

  for (const width of [360, 1600]) {
    it(`fits the page into a window that is ${width} px wide`, async () => {
      await page().setViewportSize({ width, height: 800 });
      await page().waitForFunction(`document.querySelector("figure svg").clientWidth < ${width}`);
      expect(await page().evaluate("document.documentElement.scrollWidth")).to.equal(width);
      // Only the scrollable table may extend beyond the window.
      const cut = await page().evaluate<string[]>(`[...document.querySelectorAll("figure text, main p, dd, th, td")]
        .filter((element) => !element.closest(".scroll"))
        .filter((element) => { const { left, right } = element.getBoundingClientRect(); return left < 0 || right > innerWidth; })
        .map((element) => element.textContent)`);
      expect(cut).to.deep.equal([]);
    });
  }
});
