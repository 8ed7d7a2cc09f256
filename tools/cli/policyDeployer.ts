import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parse } from "yaml";
import { awsClientConfig } from "../../infra/aws/awsClientConfig.ts";
import { deployerPolicy, UNSCOPED_REASONS } from "../../infra/policies/deployerPolicy.ts";
import { policySettings } from "../access/policySettings.ts";
import { CliError, exitWithError } from "../lib/cliError.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";
import { ROOT } from "../lib/paths.ts";
import { parseAwsSettings, encryptedSettingsNote } from "../lib/stackAwsSettings.ts";

const HELP = `Prints the smallest IAM policy that can deploy a stack, based on Pulumi.<stack>.yaml.

  npm run policy:deployer -- --stack dev
  npm run policy:deployer -- --stack dev --account 111122223333    without a request to AWS
  npm run -s policy:deployer -- --stack dev > policy.json          write it to a file
  npm run policy:deployer -- --help                                show this

Without --account, the command requests the account from AWS as \`pulumi up\` does: with the aws: settings of the stack
file, and with the credentials, the proxy and the CA bundle of the environment.`;

/** A low limit, so that a wrong proxy is reported soon. */
const MAX_ATTEMPTS = 3;

interface StackFile {
  readonly config?: Readonly<Record<string, unknown>>;
}
interface ProjectFile {
  readonly config: Readonly<Record<string, { readonly default: unknown }>>;
}

const readYaml = (file: string): unknown => parse(readFileSync(path.join(ROOT, file), "utf8"));

/** Derives the partition from the prefix of the region. */
const partitionOf = (region: string): string =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";

async function main(): Promise<void> {
  const { stack, account: accountId } = parseCommandLine(HELP, {
    stack: { type: "string" },
    account: { type: "string" },
  });
  const known = readdirSync(ROOT).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  if (stack === undefined || !known.includes(stack)) {
    throw new CliError(`--stack must be one of ${known.join(", ")} (got ${stack ?? "nothing"}).\n\n${HELP}`);
  }
  if (accountId !== undefined && !/^\d{12}$/.test(accountId)) {
    throw new CliError(`--account must be 12 digits (got ${accountId}).`);
  }
  const { config = {} } = readYaml(`Pulumi.${stack}.yaml`) as StackFile;
  const { config: schema } = readYaml("Pulumi.yaml") as ProjectFile;
  const { region, application, deployed } = policySettings(stack, config, schema);
  const account = { partition: partitionOf(region), region, accountId: accountId ?? (await readAccount(config)) };
  console.log(JSON.stringify(deployerPolicy(account, application, deployed), null, 2));
  // To stderr, because stdout can be redirected to a file.
  console.error("\nStatements that IAM cannot restrict to this stack:");
  for (const [sid, reason] of Object.entries(UNSCOPED_REASONS)) console.error(`  ${sid}: ${reason}`);
  if (deployed.permissionsBoundary !== undefined) {
    console.error(
      "Leave out the statement RemovePermissionsBoundary if the deployer must not give roles more than the boundary allows. " +
        "Then `pulumi up` cannot remove the boundary.",
    );
  }
  console.error(
    "The key policy allows the deployer's actions on the key: add the deployer's role to keyAdministrators.",
  );
}

/** Returns the account in which `pulumi up` would deploy the stack. */
async function readAccount(config: Readonly<Record<string, unknown>>): Promise<string> {
  const { get, encrypted } = parseAwsSettings(config);
  for (const note of encryptedSettingsNote(encrypted)) console.error(note);
  try {
    const client = new STSClient({ ...awsClientConfig(get, "sts"), maxAttempts: MAX_ATTEMPTS });
    const { Account = "" } = await client.send(new GetCallerIdentityCommand({}));
    client.destroy();
    return Account;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`Cannot determine the AWS account (${reason}). Pass --account.`);
  }
}

main().catch(exitWithError);
