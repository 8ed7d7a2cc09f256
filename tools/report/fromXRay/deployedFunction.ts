import * as path from "node:path";
import { CliError } from "../../lib/cliError.ts";
import { lastLines, runCommand } from "../../lib/command.ts";
import { ROOT } from "../../lib/paths.ts";

/** The first function of a deployed stack, as the stack's outputs describe it. */
export interface DeployedFunction {
  readonly functionName: string;
  readonly region: string;
  readonly invokeCommand: string;
}

/** Causes and fixes of the Pulumi CLI's errors, by a pattern of its output. */
const KNOWN_ERRORS: readonly (readonly [pattern: RegExp, message: (stack: string) => string])[] = [
  [
    /no stack named/,
    (stack) =>
      `Stack "${stack}" does not exist in the Pulumi backend that you are logged in to. ` +
      "To list its stacks: `npm exec -- pulumi stack ls`",
  ],
  [
    /PULUMI_ACCESS_TOKEN|pulumi login|not logged in/i,
    () => "You are not logged in to Pulumi. Fix: `npm exec -- pulumi login`",
  ],
  [
    /passphrase/i,
    () =>
      "The stack's passphrase is missing or incorrect. " +
      "Fix: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.",
  ],
];

/**
 * Reads the first function from a stack's outputs. Runs the Pulumi CLI, because it uses the user's login and project.
 * @param cli the directory of the `pulumi` command
 */
export async function readDeployedFunction(cli: string, stack: string, project = ROOT): Promise<DeployedFunction> {
  const args = ["stack", "output", "--json", "--stack", stack, "--non-interactive"];
  const { code, output } = await runCommand(path.join(cli, "pulumi"), args, {
    cwd: project,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (code !== 0) {
    const message = KNOWN_ERRORS.find(([pattern]) => pattern.test(output))?.[1](stack);
    throw new CliError(
      `${message ?? `Cannot read the outputs of stack "${stack}".`}\nOutput of pulumi: ${lastLines(output, 5)}`,
    );
  }
  const { functionName, functions = {} } = JSON.parse(findJson(output)) as StackOutputs;
  const first = Object.values(functions).find((each) => each.functionName === functionName);
  const region = /^arn:[^:]+:lambda:([^:]+):/.exec(first?.functionArn ?? "")?.[1];
  if (first === undefined || region === undefined) {
    throw new CliError(
      `The outputs of stack "${stack}" contain no function. Fix: \`npm exec -- pulumi up --stack ${stack}\``,
    );
  }
  return { functionName: first.functionName, region, invokeCommand: first.invokeCommand };
}

interface FunctionOutputs {
  readonly functionName: string;
  readonly functionArn: string;
  readonly invokeCommand: string;
}

/** The outputs of a stack, as far as the report reads them. */
interface StackOutputs {
  /** The name of the first function. */
  readonly functionName?: string | null;
  /** All functions, sorted by name. */
  readonly functions?: Readonly<Record<string, FunctionOutputs>>;
}

/** Returns the JSON object in the CLI's output, which can also contain warnings. */
const findJson = (output: string): string => /^\{[^]*^\}/m.exec(output)?.[0] ?? "{}";
