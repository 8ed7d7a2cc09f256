import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { buildSync } from "esbuild";
import { licencesOf } from "./licences.ts";
import type { Report } from "./model.ts";

const BROWSER = path.join(import.meta.dirname, "browser");
const ROOT = path.resolve(import.meta.dirname, "..");

/** One page that needs nothing else: data, script, chart library and style are in it, and its policy lets nothing load. */
export function reportHtml(report: Report): string {
  const { script, licences } = bundle();
  const style = readFileSync(path.join(BROWSER, "page.css"), "utf8");
  const policy = `default-src 'none'; script-src '${sha256(script)}'; style-src 'unsafe-inline'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Traces of ${escaped(report.stacks.map(({ functionName }) => functionName).join(", "))}</title>
<style>${style}</style>
</head>
<body>
<noscript>This report is drawn by the script in it: allow scripts for this file.</noscript>
<main></main>
<footer><details><summary>Licences of the libraries in this file</summary><pre>${escaped(licences)}</pre></details></footer>
<script type="application/json" id="report">${JSON.stringify(report).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** esbuild writes no `</script>` that would end the element. */
function bundle(): { script: string; licences: string } {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [path.join(BROWSER, "page.ts")],
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    platform: "browser",
    target: "es2022",
    format: "iife",
    write: false,
    metafile: true,
    legalComments: "none",
  });
  const [output] = Object.values(metafile.outputs);
  // What was read but shaken away has no bytes in the output.
  const used = Object.entries(output?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [input] : [],
  );
  return { script: outputFiles[0]?.text.trim() ?? "", licences: licencesOf(ROOT, used) };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const sha256 = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
