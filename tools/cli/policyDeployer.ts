import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parse } from "yaml";
import { awsClientConfig } from "../../infra/aws/awsClientConfig.ts";
import { deployerPolicy, UNSCOPED } from "../../infra/policies/deployerPolicy.ts";
import { CliError, exitWithError } from "../lib/cliError.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";
import { ROOT } from "../lib/paths.ts";
import { parseAwsSettings, encryptedSettingsNote } from "../lib/stackAwsSettings.ts";

const HELP = `Prints the smallest IAM policy that deploys a stack, from Pulumi.<stack>.yaml.

  npm run policy:deployer -- --stack dev
  npm run policy:deployer -- --stack dev --account 111122223333    without asking AWS which account this is
  npm run -s policy:deployer -- --stack dev > policy.json          into a file
  npm run policy:deployer -- --help                                show this

AWS is asked as \`pulumi up\` asks it: with the aws: settings of the stack file, and with the credentials, the proxy and
the CA bundle of the environment.`;

const PROJECT = "shared-secrets";

/** A wrong proxy is to be reported soon. */
const MAX_ATTEMPTS = 3;

interface StackFile {
  readonly config?: Readonly<Record<string, unknown>>;
}
interface ProjectFile {
  readonly config: Readonly<Record<string, { readonly default: unknown }>>;
}

const read = (file: string): unknown => parse(readFileSync(path.join(ROOT, file), "utf8"));

/** The regions of the other partitions begin so. */
const partitionOf = (region: string): string =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";

async function main(): Promise<void> {
  const { stack, account: accountId } = parseCommandLine(HELP, {
    stack: { type: "string" },
    account: { type: "string" },
  });
  const known = readdirSync(ROOT).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  if (stack === undefined || !known.includes(stack)) {
    throw new CliError(`--stack must be one of ${known.join(", ")}; got ${stack ?? "nothing"}.\n\n${HELP}`);
  }
  if (accountId !== undefined && !/^\d{12}$/.test(accountId)) {
    throw new CliError(`--account must be twelve digits; got ${accountId}.`);
  }
  const { config = {} } = read(`Pulumi.${stack}.yaml`) as StackFile;
  const { config: schema } = read("Pulumi.yaml") as ProjectFile;
  const setting = (key: string): string => {
    const value = config[`${PROJECT}:${key}`] ?? schema[key]?.default;
    return ["string", "boolean"].includes(typeof value) ? String(value) : "";
  };
  const [region, adminUser] = [config["aws:region"], setting("adminUser")];
  if (typeof region !== "string" || adminUser === "") {
    throw new CliError(`Pulumi.${stack}.yaml must have aws:region and ${PROJECT}:adminUser, in plain text.`);
  }

  const account = { partition: partitionOf(region), region, accountId: accountId ?? (await ownAccount(config)) };
  const application = { environment: setting("environment") || stack, appName: setting("appName") };
  // `pulumi config set` writes a text, an editor may write a boolean.
  const refreshOnChange = setting("refreshOnChange") === "true";
  const keyAdministrators = listOf(config[`${PROJECT}:keyAdministrators`] ?? []);
  if (keyAdministrators === undefined) {
    throw new CliError(`Pulumi.${stack}.yaml must have ${PROJECT}:keyAdministrators as a list of ARNs, in plain text.`);
  }
  const deployed = { adminUser, keyAdministrators, refreshOnChange };
  console.log(JSON.stringify(deployerPolicy(account, application, deployed), null, 2));
  // Beside the policy, which can be piped into a file.
  console.error("\nStatements that IAM cannot narrow to this stack:");
  for (const [sid, reason] of Object.entries(UNSCOPED)) console.error(`  ${sid}: ${reason}`);
  console.error("What the deployer does with the key is in the key policy: add its role to keyAdministrators.");
}

/** Returns a list of texts as an editor writes it, or as JSON, which `pulumi config set` without --path leaves. */
function listOf(value: unknown): readonly string[] | undefined {
  try {
    const list: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return Array.isArray(list) && list.every((entry) => typeof entry === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}

/** The account in which `pulumi up` would deploy the stack: with its `aws:` settings, and the environment. */
async function ownAccount(config: Readonly<Record<string, unknown>>): Promise<string> {
  const { get, encrypted } = parseAwsSettings(config);
  for (const note of encryptedSettingsNote(encrypted)) console.error(note);
  try {
    const client = new STSClient({ ...awsClientConfig(get, "sts"), maxAttempts: MAX_ATTEMPTS });
    const { Account = "" } = await client.send(new GetCallerIdentityCommand({}));
    client.destroy();
    return Account;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`AWS does not say which account this is (${reason}). Give it with --account.`);
  }
}

main().catch(exitWithError);
