import { accessReport, evaluatePair } from "../access/accessReport.ts";
import type { EvaluatedStack } from "../access/accessReport.ts";
import { recordedStacks } from "../access/recordedStacks.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";

const HELP = `Prints who can read which section, and all other access to the stacks' keys, parameters and functions.
It simulates the policies that the program emits for app/functions.ts and app/sections.ts.
Exits with code 1 if a verdict is unexpected.

  npm run policy:check
  npm run policy:check -- --help    show this`;

parseCommandLine(HELP, {});
const stacks: EvaluatedStack[] = [];
for (const pair of await recordedStacks()) stacks.push(await evaluatePair(pair));
const { text, passed } = accessReport(stacks);
console.log(text);
if (!passed) process.exitCode = 1;
