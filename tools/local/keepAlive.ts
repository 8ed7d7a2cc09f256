import * as path from "node:path";
import { startLanguageHost } from "./languageHost.ts";
import { REGION } from "./localRun.ts";
import type { LocalRun } from "./localRun.ts";

/** A local run that stays available to other shells. */
export interface KeptRun {
  /** The commands for another shell. */
  readonly instructions: string;
  stop(): void;
}

/** Makes a run available to other shells: starts the language host for `pulumi up`, and returns the instructions. */
export async function keepAlive({ emulator, project, shell }: LocalRun): Promise<KeptRun> {
  const host = await startLanguageHost(false);
  const variables = Object.entries({ AWS_DEFAULT_REGION: REGION, ...shell.variables });
  const instructions = `
The emulator runs at ${emulator.url} until you press Ctrl-C. In another shell:

  cd ${project}
  export PATH='${shell.directories.join(path.delimiter)}':"$PATH"
${variables.map(([name, value]) => `  export ${name}='${value}'`).join("\n")}

  pulumi stack output --stack dev              # the outputs
  pulumi config --stack prod                   # the config, secrets masked
  pulumi stack export --stack dev              # the state, secrets encrypted

  pulumi config set --stack dev --path parameters.appConfig.logLevel warn
  pulumi up --stack dev --client=${host.address}

With the AWS CLI, if it is installed:

  aws ssm get-parameters-by-path --path /dev/parameterStoreBlog
  aws lambda invoke --function-name parameterStoreBlog-dev_viewer /dev/stdout | cat
  echo '{ "name": "Ada" }' > event.json
  aws lambda invoke --function-name parameterStoreBlog-dev_notifier --payload fileb://event.json /dev/stdout | cat

The emulator sends no change events. The functions serve what you change with the AWS CLI when their caches expire.
`;
  return {
    instructions,
    stop: () => {
      host.stop();
    },
  };
}
