import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import type { Report } from "../../../report/model.ts";
import { reportHtml } from "../../../report/renderReport.ts";
import { launchChromium } from "./chromium.ts";

export interface ReportPage {
  /** The test's own. */
  readonly page: () => Page;
  /** Writes a report and opens its file. */
  readonly open: (report: Report) => Promise<void>;
  readonly address: () => string;
}

/** Gives each test of a suite a page, which must neither load anything nor complain. */
export function useReportPage(): ReportPage {
  let folder: string;
  let address: string;
  let browser: Browser;
  let page: Page;
  /** Whatever the page asked for, but itself. */
  let requests: string[];
  /** Whatever went wrong in it, or was said on its console. */
  let said: string[];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "report-"));
    address = pathToFileURL(path.join(folder, "report.html")).href;
    browser = await launchChromium();
  });

  beforeEach(async () => {
    requests = [];
    said = [];
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light", timezoneId: "UTC" });
    page.on("request", (request) => request.url() === address || requests.push(request.url()));
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
  });

  afterEach(async () => {
    await page.close();
    expect(said).to.deep.equal([]);
    expect(requests).to.deep.equal([]);
  });

  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    page: () => page,
    address: () => address,
    open: async (report) => {
      writeFileSync(path.join(folder, "report.html"), reportHtml(report));
      await page.goto(address);
      await page.locator("figure svg").first().waitFor();
    },
  };
}
