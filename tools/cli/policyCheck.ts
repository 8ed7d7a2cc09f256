import { accessReport } from "../access/accessReport.ts";
import type { EvaluatedStack } from "../access/accessReport.ts";
import { evaluateMatrix } from "../access/matrix.ts";
import { recordedStacks } from "../access/recordedStacks.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";

const HELP = `Prints who can do what with the stacks' keys and parameters, by simulating the policies that the program emits.
Exits with code 1 if a verdict is unexpected.

  npm run policy:check
  npm run policy:check -- --help    show this`;

parseCommandLine(HELP, {});
const stacks: EvaluatedStack[] = [];
for (const pair of await recordedStacks()) {
  stacks.push({ name: pair.stack.name, cells: await evaluateMatrix(pair) });
}
const { text, passed } = accessReport(stacks);
console.log(text);
if (!passed) process.exitCode = 1;
