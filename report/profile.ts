import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { commandLine } from "../local/commandLine.ts";
import { LOCAL } from "../local/paths.ts";
import { pulumiCli } from "../local/pulumiCli.ts";
import { reportFailure } from "../local/reportFailure.ts";
import { RunError } from "../local/runError.ts";
import { step } from "../local/step.ts";
import { MAX_TRACES } from "./aws/latestTraceIds.ts";
import { sinceMs } from "./aws/timeRange.ts";
import { deployedFunction } from "./aws/deployedFunction.ts";
import { RIGHTS } from "./aws/xrayFailure.ts";
import { xrayStackReport } from "./aws/fetchStackReport.ts";
import { counted } from "./format.ts";
import { reportHtml } from "./renderReport.ts";

const HELP = `Writes a report on a deployed stack from its X-Ray traces: one HTML file that opens without a network.

  npm run profile -- --stack dev                  the last 30 minutes
  npm run profile -- --stack dev --since 6h       or 45m, 2d, …, up to 30d
  npm run profile -- --stack dev --output x.html  instead of .local/report-dev.html
  npm run profile -- --help                       show this

The report holds the latest ${MAX_TRACES} traces of that time, and says which it leaves out.
It needs a Pulumi login that sees the stack, and AWS credentials that may ${RIGHTS}.`;

async function main(): Promise<void> {
  const { stack, since, output } = commandLine(HELP, {
    stack: { type: "string" },
    since: { type: "string", default: "30m" },
    output: { type: "string" },
  });
  if (stack === undefined) throw new RunError(`--stack must name a stack.\n\n${HELP}`);
  const range = { text: since, ms: sinceMs(since) };
  const deployed = await deployedFunction(await pulumiCli(new AbortController().signal), stack);
  const { functionName } = deployed;
  const report = await step(`Reading the traces of ${functionName}`, () => xrayStackReport(stack, deployed, range));
  const file = path.resolve(output ?? path.join(LOCAL, `report-${stack}.html`));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, reportHtml({ madeAt: new Date().toISOString(), source: "X-Ray", stacks: [report] }));
  console.log(`${counted(report.traces.length, "trace")} of ${functionName}: ${file}`);
  for (const sentence of report.leftOut) console.log(sentence);
}

main().catch(reportFailure);
