import * as pulumi from "@pulumi/pulumi";
import { lookUpAwsAccount } from "../../aws/awsAccount.ts";
import type { AwsAccount } from "../../aws/awsAccount.ts";
import type { KeyPrincipal } from "../../policies/keyPolicy.ts";
import { fixFor } from "../problems/fixFor.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { credentialProblems, lookUpSecretWriter } from "./credentials.ts";
import { deployerProblems } from "./deployer.ts";
import { lookUpPrincipal, lookUpProblem } from "./iamPrincipal.ts";
import type { Administrator, LookUpFailure } from "./iamPrincipal.ts";
import { findKeyAdministrators, malformedAdministrators } from "./keyAdministrators.ts";
import { boundaryProblems } from "./permissionsBoundary.ts";

/** The account and the key's administrators, as AWS returns them. */
export interface Principals {
  readonly account: AwsAccount;
  readonly admin: Administrator;
  readonly keyAdministrators: readonly KeyPrincipal[];
}

/** The config keys about principals; undefined if invalid. */
export interface PrincipalKeys {
  readonly adminUser?: string | undefined;
  readonly keyAdministrators?: readonly string[] | undefined;
  readonly permissionsBoundary?: string | undefined;
  readonly skipDeployerCheck?: boolean | undefined;
}

export interface CheckPrincipalsArgs {
  /** Whether a key of the project was given with `--secret`. */
  readonly isSecret: (key: string) => boolean;
  /** Reads a setting of the AWS provider, without `aws:`. */
  readonly awsSetting: (setting: string) => string | undefined;
  /** The problems found so far. This function adds those of principals. */
  readonly problems: ConfigProblem[];
}

/**
 * Looks up the principals in the config and the deployer, and checks them.
 *
 * @returns undefined if there is no region or no adminUser
 * @throws if AWS cannot be called
 */
export async function checkPrincipals(
  { adminUser, keyAdministrators = [], permissionsBoundary, skipDeployerCheck }: PrincipalKeys,
  { isSecret, awsSetting, problems }: CheckPrincipalsArgs,
): Promise<Principals | undefined> {
  const shown = !isSecret("keyAdministrators");
  const checkWithoutAws = () => problems.push(...malformedAdministrators(keyAdministrators, shown));
  if (!awsSetting("region")) {
    checkWithoutAws();
    return undefined;
  }
  // With an unsupported setting, the client that writes secrets may use another principal than intended.
  const comparable = !problems.some(({ key }) => key.startsWith("aws:"));
  const [{ callerArn, ...account }, writer] = await Promise.all([
    lookUpAwsAccount(),
    comparable ? lookUpSecretWriter(awsSetting).catch(toError) : undefined,
  ]).catch((error: unknown) => {
    checkWithoutAws();
    throw error;
  });
  if (writer !== undefined) problems.push(...credentialProblems({ ...account, arn: callerArn }, writer));
  if (permissionsBoundary !== undefined) {
    problems.push(...boundaryProblems(permissionsBoundary, account, !isSecret("permissionsBoundary")));
  }
  const stack = pulumi.getStack();
  const lookedUp = adminUser === undefined ? undefined : await lookUpPrincipal("user", adminUser);
  const admin = lookedUp !== undefined && "arn" in lookedUp ? lookedUp : undefined;
  if (adminUser !== undefined && lookedUp !== undefined && "failure" in lookedUp) {
    problems.push(adminUserProblem(adminUser, lookedUp, { ...account, stack, shown: !isSecret("adminUser") }));
  }
  const found = await findKeyAdministrators(keyAdministrators, { account, stack, adminArn: admin?.arn, shown });
  problems.push(...found.problems);
  for (const warning of found.warnings) void pulumi.log.warn(warning);
  if (admin === undefined) return undefined;
  if (skipDeployerCheck !== true) problems.push(...(await deployerProblems(callerArn, admin.arn, found.repaired)));
  return { account, admin, keyAdministrators: found.principals };
}

/** Returns the problem of an adminUser that was not found, which would otherwise fail minutes later in KMS. */
function adminUserProblem(
  name: string,
  failure: LookUpFailure,
  context: { readonly accountId: string; readonly stack: string; readonly shown: boolean },
): ConfigProblem {
  const { shown } = context;
  const problem = { key: "adminUser", ...(shown ? { given: name } : {}) };
  if (failure.failure === "missing") {
    return { ...problem, rule: "must name an existing IAM user", fix: fixFor(["adminUser"]) };
  }
  const { rule, command } = lookUpProblem({ kind: "user", name, target: "this user", shown }, failure, context);
  return { ...problem, rule, fix: command };
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
