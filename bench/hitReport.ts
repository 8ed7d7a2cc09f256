import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { lastLines } from "../local/command.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { lambdaEnvironment } from "./lambdaEnvironment.ts";
import { quantile } from "./quantile.ts";
import type { HitTimes } from "./timeHits.ts";

/** The most that a hit may cost in the handler, in microseconds, at the median. */
const TARGET_US = 5;

const TIMER = path.join(import.meta.dirname, "timeHits.ts");

/** A Markdown table of what a hit costs, measured in a process of its own, and whether the target is met. */
export function hitReport(deployed: UnpackedCandidate): string {
  const output = execFileSync(process.execPath, ["--expose-gc", TIMER, deployed.mainFile], {
    env: lambdaEnvironment(deployed),
  });
  const measured = JSON.parse(lastLines(output.toString(), 1)) as readonly HitTimes[];
  const rows = measured.map(({ name, microseconds, grownBytes }) => {
    const [lower, middle, upper] = [0.25, 0.5, 0.75].map((fraction) => quantile(microseconds, fraction).toFixed(2));
    return [name, `${middle} (${lower}–${upper})`, grownBytes.toFixed(1)];
  });
  const header = [
    ["a hit", "µs, median (quartiles)", "bytes that stay, per hit"],
    ["---", "---:", "---:"],
  ];
  const reached = quantile(measured[0]?.microseconds ?? [], 0.5);
  return [
    ...[...header, ...rows].map((cells) => `| ${cells.join(" | ")} |`),
    "",
    `Target: a hit costs at most ${TARGET_US} µs in the handler: ${reached.toFixed(2)}, ` +
      `${reached <= TARGET_US ? "met" : "missed"}.`,
  ].join("\n");
}
