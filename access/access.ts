// Who may do what, by simulation of the policies that the unchanged program emits: `npm run access`.
import { accessReport, type JudgedStack } from "./accessReport.ts";
import { matrix } from "./matrix.ts";
import { recordedStacks } from "./recordedStacks.ts";
import { asInThePost } from "./thePost.ts";

const stacks: JudgedStack[] = [];
for (const pair of await recordedStacks()) {
  stacks.push({ name: pair.stack.name, here: await matrix(pair), post: await matrix(asInThePost(pair)) });
}
const { text, asExpected } = accessReport(stacks);
console.log(text);
if (!asExpected) process.exitCode = 1;
