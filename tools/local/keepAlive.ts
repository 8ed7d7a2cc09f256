import * as path from "node:path";
import { startLanguageHost } from "./languageHost.ts";
import { REGION } from "./localRun.ts";
import type { LocalRun } from "./localRun.ts";

export interface KeptRun {
  /** What to type in another shell. */
  readonly instructions: string;
  stop(): void;
}

/** Opens a run to other shells, where `pulumi up` finds the program by the address of its host. */
export async function keepAlive({ endpoint, project, shell }: LocalRun): Promise<KeptRun> {
  const host = await startLanguageHost(false);
  const variables = Object.entries({ AWS_DEFAULT_REGION: REGION, ...shell.variables });
  const instructions = `
The endpoint stays up at ${endpoint.url} until you press Ctrl-C here. In another shell:

  cd ${project}
  export PATH='${shell.folders.join(path.delimiter)}':"$PATH"
${variables.map(([name, value]) => `  export ${name}='${value}'`).join("\n")}

  pulumi stack output --stack dev              # the outputs
  pulumi config --stack prod                   # the config, secrets masked
  pulumi stack export --stack dev              # the state, secrets encrypted

  pulumi config set --stack dev --path parameters.appConfig.logLevel warn
  pulumi up --stack dev --client=${host.address}

And with the AWS CLI, where you have it:

  aws ssm get-parameters-by-path --path /dev/parameterStoreBlog
  aws lambda invoke --function-name parameterStoreBlog-dev /dev/stdout | cat

No event tells the function here what you change with the AWS CLI: it sees that when its cache expires.
`;
  return {
    instructions,
    stop: () => {
      host.stop();
    },
  };
}
