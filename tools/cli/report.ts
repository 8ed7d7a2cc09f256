import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { CliError, exitWithError } from "../lib/cliError.ts";
import { selectFunctions } from "../lib/deployedFunctions.ts";
import { withProgress } from "../lib/output.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";
import { LOCAL } from "../lib/paths.ts";
import { encryptedSettingsNote, readStackAwsSettings } from "../lib/stackAwsSettings.ts";
import { findPulumiCli } from "../local/pulumiCli.ts";
import { pluralize } from "../report/format.ts";
import { fetchStackReport, REQUIRED_ACTIONS } from "../report/fromXRay/fetchStackReport.ts";
import { MAX_TRACES } from "../report/fromXRay/fetchTraces.ts";
import { readDeployedStack } from "../report/fromXRay/readDeployedStack.ts";
import { parseSince } from "../report/fromXRay/timeRange.ts";
import { renderReport } from "../report/renderReport.ts";

const HELP = `Writes the X-Ray traces of a deployed stack to one HTML file, which opens without a network connection.

  npm run report -- --stack dev                    all functions, the last 30 minutes
  npm run report -- --stack dev --function viewer  only this function; can be repeated
  npm run report -- --stack dev --since 6h         or 45m, 2d, …, at most 30d
  npm run report -- --stack dev --output x.html    instead of .local/report-dev.html
  npm run report -- --help                         show this

The report contains at most the latest ${MAX_TRACES} traces of that time range, and states which it omits.
The command needs a Pulumi login with access to the stack.
It also needs AWS credentials that allow ${REQUIRED_ACTIONS}.
Credentials, proxy and CA bundle are those of \`pulumi up\`: from the stack file's aws: settings and the environment.`;

async function main(): Promise<void> {
  const { stack, since, output, ...options } = parseCommandLine(HELP, {
    stack: { type: "string" },
    since: { type: "string", default: "30m" },
    output: { type: "string" },
    function: { type: "string", multiple: true },
  });
  if (stack === undefined) throw new CliError(`--stack is required.\n\n${HELP}`);
  const range = { text: since, ms: parseSince(since) };
  const deployed = await readDeployedStack(await findPulumiCli(new AbortController().signal), stack);
  const functions = selectFunctions(deployed.functions, options.function);
  const { get, encrypted } = readStackAwsSettings(stack);
  for (const note of encryptedSettingsNote(encrypted)) console.error(note);
  const names = functions.map(({ functionName }) => functionName).join(", ");
  const report = await withProgress(`Reading the traces of ${names}`, () =>
    fetchStackReport({ ...deployed, functions }, range, get),
  );
  const file = path.resolve(output ?? path.join(LOCAL, `report-${stack}.html`));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, renderReport({ createdAt: new Date().toISOString(), source: "X-Ray", stacks: [report] }));
  for (const { functionName, traces, omissions } of report.functions) {
    console.log([`${pluralize(traces.length, "trace")} of ${functionName}`, ...omissions].join("\n"));
  }
  console.log(`Report: ${file}`);
}

main().catch(exitWithError);
