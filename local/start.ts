import { parseArgs } from "node:util";
import { demonstrate } from "./demonstration.ts";
import { startLocalRun, type LocalRun } from "./localRun.ts";
import { RunError } from "./runError.ts";

const HELP = `Deploys the dev and prod stacks to an AWS endpoint on this machine, with the real Pulumi engine, and invokes them.

  npm start                     set up what is missing, run, clean up
  npm start -- --keep           leave the endpoint and the stacks up until Ctrl-C
  npm start -- --port=4566      give the endpoint this port instead of a free one
  npm start -- --provider=aws   take the AWS provider's plugin (from PATH, or downloaded by the engine)
  npm start -- --help           show this`;

interface Options {
  readonly keep: boolean;
  readonly provider: "local" | "aws";
  readonly port?: number;
}

function readOptions(): Options | "help" {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      provider: { type: "string", default: "local" },
      port: { type: "string" },
    },
  });
  if (values.help) return "help";
  const { keep, provider } = values;
  if (provider !== "local" && provider !== "aws") {
    throw new RunError(`--provider must be local or aws; got ${provider}.`);
  }
  if (values.port === undefined) return { keep, provider };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new RunError(`--port must be a port number from 1 to 65535; got ${values.port}.`);
  }
  return { keep, provider, port };
}

async function main(signal: AbortSignal): Promise<void> {
  const options = readOptions();
  if (options === "help") {
    console.log(HELP);
    return;
  }
  const began = performance.now();
  const run = await startLocalRun({ ...options, signal });
  try {
    // Whichever comes first: the end of the work, the endpoint's death, or Ctrl-C.
    await Promise.race([demonstrate(run), run.endpoint.died, aborted(signal)]);
    console.log(`\nThe whole run took ${((performance.now() - began) / 1000).toFixed(1)} s.`);
    if (options.keep) {
      console.log(instructions(run));
      await Promise.race([run.endpoint.died, aborted(signal)]);
    }
  } finally {
    await run.stop();
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = () => {
      reject(new RunError("Stopped."));
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
  });

function instructions(run: LocalRun): string {
  const exports = Object.entries({ PATH: process.env["PATH"] ?? "", AWS_REGION: "eu-west-1", ...run.environment });
  return `
The endpoint stays up at ${run.endpoint.url} until you press Ctrl-C here. In another shell:

  cd ${run.project}
${exports.map(([name, value]) => `  export ${name}='${value}'`).join("\n")}

  pulumi stack output --stack dev              # the outputs
  pulumi config --stack prod                   # the config, secrets masked
  pulumi stack export --stack dev              # the state, secrets encrypted
  aws ssm get-parameters-by-path --path /dev/parameterStoreBlog
  aws lambda invoke --function-name parameterStoreBlog-dev /dev/stdout
`;
}

const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    controller.abort(new RunError(`Stopped by ${signal}.`));
  });
}
// `npm start | head`: nobody reads on.
process.stdout.on("error", () => {
  controller.abort(new RunError("Stopped: nobody reads the output."));
});
main(controller.signal).catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof RunError) console.error(`\n${error.message}`);
  else if (error instanceof TypeError && "code" in error) console.error(`${error.message}\n\n${HELP}`);
  else console.error(error);
});
