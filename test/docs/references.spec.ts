import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { functionSettings } from "../../infra/config/functions/functionSettings.ts";
import { ROOT } from "../../tools/lib/paths.ts";

const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

/** Returns the names in code in the first column of the table after a heading. */
function firstColumn(file: string, heading: string): readonly string[] {
  const [, section = ""] = read(file).split(`\n## ${heading}\n`);
  const lines = section.split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  const cells = lines.slice(start, start + length).map((row) => row.split("|")[1] ?? "");
  return cells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = ""]) => name));
}

describe("the reference tables", () => {
  it("list every setting of a function in docs/functions.md", () => {
    expect(firstColumn("docs/functions.md", "Settings")).to.have.members(Object.keys(functionSettings.shape));
  });

  it("list every output of index.ts in docs/configuration.md", () => {
    const exported = Array.from(read("index.ts").matchAll(/^export const (?:\{([^}]+)\}|(\w+))/gm), ([, names, name]) =>
      (names ?? name ?? "").split(",").map((each) => each.trim()),
    ).flat();
    expect(exported).to.include.members(["environment", "functions", "invokeCommand"]);
    expect(firstColumn("docs/configuration.md", "Outputs")).to.have.members(exported);
  });

  it("list every npm script in docs/local-development.md or CONTRIBUTING.md", () => {
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    const documented = read("docs/local-development.md") + read("CONTRIBUTING.md");
    for (const name of Object.keys(scripts)) {
      const command = ["start", "test"].includes(name) ? `npm ${name}` : `npm run ${name}`;
      expect(documented).to.match(new RegExp(`\`${command}[\` ]`));
    }
  });
});
