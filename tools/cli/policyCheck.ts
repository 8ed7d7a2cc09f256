import { accessReport } from "../access/accessReport.ts";
import type { JudgedStack } from "../access/accessReport.ts";
import { matrix } from "../access/matrix.ts";
import { recordedStacks } from "../access/recordedStacks.ts";
import { asInThePost } from "../access/thePost.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";

const HELP = `Prints who may do what with the stacks' keys and parameters, by simulation of the policies that the program emits.
Ends with 1 where a verdict is not as it should be.

  npm run policy:check
  npm run policy:check -- --help    show this`;

parseCommandLine(HELP, {});
const stacks: JudgedStack[] = [];
for (const pair of await recordedStacks()) {
  stacks.push({ name: pair.stack.name, here: await matrix(pair), post: await matrix(asInThePost(pair)) });
}
const { text, asExpected } = accessReport(stacks);
console.log(text);
if (!asExpected) process.exitCode = 1;
