import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import type { Report } from "../../../../tools/report/model.ts";
import { renderReport } from "../../../../tools/report/renderReport.ts";
import { launchChromium } from "./chromium.ts";

/** A browser page for the current test. */
export interface ReportPage {
  readonly page: () => Page;
  /** Writes a report to a file and opens it. */
  readonly open: (report: Report) => Promise<void>;
  readonly url: () => string;
}

/** Creates a page for each test of a suite. After each test, it checks that the page requested and logged nothing. */
export function useReportPage(): ReportPage {
  let folder: string;
  let url: string;
  let browser: Browser;
  let page: Page;
  /** The URLs that the page requested, except its own. */
  let requests: string[];
  /** The page's console messages and uncaught errors. */
  let messages: string[];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "report-"));
    url = pathToFileURL(path.join(folder, "report.html")).href;
    browser = await launchChromium();
  });

  beforeEach(async () => {
    requests = [];
    messages = [];
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light", timezoneId: "UTC" });
    page.on("request", (request) => request.url() === url || requests.push(request.url()));
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
  });

  afterEach(async () => {
    await page.close();
    expect(messages).to.deep.equal([]);
    expect(requests).to.deep.equal([]);
  });

  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    page: () => page,
    url: () => url,
    open: async (report) => {
      writeFileSync(path.join(folder, "report.html"), renderReport(report));
      await page.goto(url);
      await page.locator("figure svg").first().waitFor();
    },
  };
}
