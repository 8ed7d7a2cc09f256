import * as path from "node:path";
import { lastLines, runCommand } from "../../local/command.ts";
import { ROOT } from "../../local/paths.ts";
import { RunError } from "../../local/runError.ts";

/** The deployed function of a stack, from the stack's outputs. */
export interface DeployedFunction {
  readonly functionName: string;
  readonly region: string;
  readonly invokeCommand: string;
}

/** What the CLI says, and what to do about it. */
const HELP: readonly (readonly [said: RegExp, help: (stack: string) => string])[] = [
  [
    /no stack named/,
    (stack) =>
      `There is no stack ${stack} where you are logged in. \`npm exec -- pulumi stack ls\` lists those that are.`,
  ],
  [
    /PULUMI_ACCESS_TOKEN|pulumi login|not logged in/i,
    () => "You are not logged in to Pulumi: run `npm exec -- pulumi login` first.",
  ],
  [/passphrase/i, () => "Give the stack's passphrase in PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE."],
];

/**
 * Asks the Pulumi CLI, which sees the user's login and project.
 * @param cli the folder of the `pulumi` command
 */
export async function deployedFunction(cli: string, stack: string, project = ROOT): Promise<DeployedFunction> {
  const args = ["stack", "output", "--json", "--stack", stack, "--non-interactive"];
  const { code, output } = await runCommand(path.join(cli, "pulumi"), args, {
    cwd: project,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (code !== 0) {
    const help = HELP.find(([said]) => said.test(output))?.[1](stack);
    throw new RunError(
      `${help ?? `The outputs of stack ${stack} cannot be had.`}\nPulumi said: ${lastLines(output, 5)}`,
    );
  }
  const { functionName, functionArn, invokeCommand } = JSON.parse(jsonIn(output)) as Readonly<Record<string, unknown>>;
  const region = /^arn:[^:]+:lambda:([^:]+):/.exec(String(functionArn))?.[1];
  if (typeof functionName !== "string" || region === undefined) {
    throw new RunError(`Stack ${stack} has no function among its outputs: deploy it with \`npm exec -- pulumi up\`.`);
  }
  return { functionName, region, invokeCommand: String(invokeCommand) };
}

/** Beside the outputs stands whatever the CLI warns of. */
const jsonIn = (output: string): string => /^\{[^]*^\}/m.exec(output)?.[0] ?? "{}";
