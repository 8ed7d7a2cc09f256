import * as path from "node:path";
import { CliError } from "../../lib/cliError.ts";
import { lastLines, runCommand } from "../../lib/command.ts";
import { deployedFunctions } from "../../lib/deployedFunctions.ts";
import type { DeployedFunction } from "../../lib/deployedFunctions.ts";
import { ROOT } from "../../lib/paths.ts";

/** A deployed stack, as its outputs describe it. */
export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  readonly functions: readonly DeployedFunction[];
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
 * Reads the functions of a stack from its outputs. Runs the Pulumi CLI, because it uses the user's login and project.
 * @param cli the directory of the `pulumi` command
 */
export async function readDeployedStack(cli: string, stack: string, project = ROOT): Promise<DeployedStack> {
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
  const functions = deployedFunctions(JSON.parse(findJson(output)) as Readonly<Record<string, unknown>>);
  const region = /^arn:[^:]+:lambda:([^:]+):/.exec(functions[0]?.functionArn ?? "")?.[1];
  if (region === undefined) {
    throw new CliError(
      `The outputs of stack "${stack}" contain no function. Fix: \`npm exec -- pulumi up --stack ${stack}\``,
    );
  }
  return { name: stack, region, functions };
}

/** Returns the JSON object in the CLI's output, which can also contain warnings. */
const findJson = (output: string): string => /^\{[^]*^\}/m.exec(output)?.[0] ?? "{}";
