import { buildSync } from "esbuild";
import { ROOT } from "../lib/paths.ts";

/** The same schema, written with each library. */
const LIBRARIES: Readonly<Record<string, string>> = {
  'import * as v from "valibot"':
    "v.object({ url: v.pipe(v.string(), v.url()), retries: v.pipe(v.number(), v.integer()) })",
  'import * as z from "zod/mini"': "z.object({ url: z.url(), retries: z.int() })",
  'import * as z from "zod"': "z.object({ url: z.url(), retries: z.int() })",
  'import { type } from "arktype"': 'type({ url: "string.url", retries: "number.integer" })',
  'import { z } from "zod"': "z.object({ url: z.url(), retries: z.int() })",
};

/** Returns a Markdown table of what each library adds to the package of a function that has one schema. */
export function schemaSizeTable(): string {
  const rows = Object.entries(LIBRARIES).map(([line, schema]) => {
    const kilobytes = bundledBytes(`${line};\nexport const schema = ${schema};`) / 1000;
    return `| \`${line}\` | ${kilobytes.toFixed(0)} |`;
  });
  return ["| import | minified, KB |", "| --- | ---: |", ...rows].join("\n");
}

function bundledBytes(contents: string): number {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    write: false,
  });
  return outputFiles[0]?.contents.byteLength ?? 0;
}
