// Who may do what, by simulation of the policies that the unchanged program emits: `npm run access`.
import { accessReport } from "./accessReport.ts";
import { recordedStacks } from "./recordedStacks.ts";

const { text, asExpected } = await accessReport(await recordedStacks());
console.log(text);
if (!asExpected) process.exitCode = 1;
