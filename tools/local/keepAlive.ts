import * as path from "node:path";
import { deployedFunctions } from "../lib/deployedFunctions.ts";
import type { DeployedFunction } from "../lib/deployedFunctions.ts";
import { eventFileOf } from "./demo/demonstratedFunctions.ts";
import { sectionsOf } from "./demo/stackResult.ts";
import { startLanguageHost } from "./languageHost.ts";
import { REGION } from "./localRun.ts";
import type { LocalRun } from "./localRun.ts";

/** A local run that stays available to other shells. */
export interface KeptRun {
  /** The commands for another shell. */
  readonly instructions: string;
  stop(): void;
}

/**
 * Makes a run available to other shells: starts the language host for `pulumi up`, and returns the instructions.
 *
 * @param outputs the outputs of dev
 */
export async function keepAlive(
  { emulator, project, shell }: LocalRun,
  outputs: Readonly<Record<string, unknown>>,
): Promise<KeptRun> {
  const host = await startLanguageHost(false);
  const variables = Object.entries({ AWS_DEFAULT_REGION: REGION, ...shell.variables });
  const isSample = sectionsOf(outputs).includes("appConfig");
  const instructions = `
The emulator runs at ${emulator.url} until you press Ctrl-C. In another shell:

  cd ${project}
  export PATH='${shell.directories.join(path.delimiter)}':"$PATH"
${variables.map(([name, value]) => `  export ${name}='${value}'`).join("\n")}

  pulumi stack output --stack dev              # the outputs
  pulumi config --stack prod                   # the config, secrets masked
  pulumi stack export --stack dev              # the state, secrets encrypted

  pulumi config set --stack dev --path ${isSample ? "parameters.appConfig.logLevel warn" : "'parameters.<section>.<key>' '<value>'"}
  pulumi up --stack dev --client=${host.address}

With the AWS CLI, if it is installed:

  aws ssm get-parameters-by-path --path ${String(outputs["parameterPath"])}
${deployedFunctions(outputs).map(invokeCommand).join("\n")}

The emulator sends no change events. The functions serve what you change with the AWS CLI when their caches expire.
`;
  return {
    instructions,
    stop: () => {
      host.stop();
    },
  };
}

/** Returns the command that invokes a function with its event, for both versions of the AWS CLI. */
function invokeCommand({ name, functionName }: DeployedFunction): string {
  const file = eventFileOf(name);
  const payload = file === undefined ? "" : ` --payload 'fileb://${file}'`;
  return `  aws lambda invoke --function-name ${functionName}${payload} /dev/stdout | cat`;
}
