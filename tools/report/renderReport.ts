import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { buildSync } from "esbuild";
import { ROOT } from "../lib/paths.ts";
import type { Report } from "./model.ts";

const BROWSER = path.join(import.meta.dirname, "page");

/**
 * Renders a report as one self-contained HTML page: data, script, chart library and styles are inline.
 * Its content security policy blocks loading anything else.
 */
export function renderReport(report: Report): string {
  const { script, licenses } = bundlePage();
  const style = readFileSync(path.join(BROWSER, "page.css"), "utf8");
  const policy = `default-src 'none'; script-src '${sha256(script)}'; style-src 'unsafe-inline'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Traces of ${escapeHtml(report.stacks.map(({ name }) => name).join(", "))}</title>
<style>${style}</style>
</head>
<body>
<noscript>This report needs JavaScript. Allow scripts for this file.</noscript>
<main></main>
<footer><details><summary>Licenses of the libraries in this file</summary><pre>${escapeHtml(licenses)}</pre></details></footer>
<script type="application/json" id="report">${JSON.stringify(report).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Bundles the page's script. esbuild escapes `</script>`, so the script can be inline. */
function bundlePage(): { script: string; licenses: string } {
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
  // Inputs that tree shaking removed have no bytes in the output.
  const used = Object.entries(output?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [input] : [],
  );
  return { script: outputFiles[0]?.text.trim() ?? "", licenses: licensesOfPackages(used) };
}

/** Returns the licenses of the packages that the files belong to. They require a copy in every distribution. */
function licensesOfPackages(files: readonly string[]): string {
  const folders = files.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => readLicense(path.join(ROOT, folder)))
    .join("\n\n");
}

function readLicense(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Record<
    string,
    string
  >;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`Package ${name ?? folder} has no license file.`);
  return `${name ?? folder} ${version ?? ""}\n\n${readFileSync(path.join(folder, file), "utf8").trim()}`;
}

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const sha256 = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
