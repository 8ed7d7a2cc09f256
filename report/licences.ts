import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** The licences of the packages of which a bundle has code: they ask to be kept with every copy. */
export function licencesOf(root: string, inputs: readonly string[]): string {
  const folders = inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => licence(path.join(root, folder)))
    .join("\n\n");
}

function licence(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Record<
    string,
    string
  >;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`The package ${name ?? folder} comes without its licence.`);
  return `${name ?? folder} ${version ?? ""}\n\n${readFileSync(path.join(folder, file), "utf8").trim()}`;
}
