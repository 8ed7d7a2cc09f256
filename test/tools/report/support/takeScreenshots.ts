/*
 * Takes the screenshots of docs/ from the report of the last `npm start`, in Chromium:
 *   node test/tools/report/support/takeScreenshots.ts
 */
import { existsSync } from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { LOCAL_REPORT } from "../../../../tools/cli/localReport.ts";
import { CliError, exitWithError } from "../../../../tools/lib/cliError.ts";
import { ROOT } from "../../../../tools/lib/paths.ts";
import { launchChromium } from "./chromium.ts";

const IMAGES = path.join(ROOT, "docs/images");

async function main(): Promise<void> {
  if (!existsSync(LOCAL_REPORT)) throw new CliError(`${LOCAL_REPORT} is missing. Fix: npm start`);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({
      viewport: { width: 1100, height: 640 },
      colorScheme: "light",
      timezoneId: "UTC",
    });
    await page.goto(pathToFileURL(LOCAL_REPORT).href);
    await page.screenshot({ path: path.join(IMAGES, "report.png") });
    await page
      .locator(".pair")
      .first()
      .screenshot({ path: path.join(IMAGES, "timelines.png") });
  } finally {
    await browser.close();
  }
}

await main().catch(exitWithError);
