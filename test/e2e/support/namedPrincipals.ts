import { CreateRoleCommand, CreateUserCommand, DeleteRoleCommand, DeleteUserCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { trustPolicy } from "../../../infra/policies/functionPolicy.ts";
import { EMULATOR_ACCOUNT } from "../../../tools/local/emulator.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { createClients } from "./awsState.ts";
import type { TestStack } from "./testStack.ts";

/** A role or user in the emulator. */
export interface NamedPrincipal {
  readonly arn: string;
  readonly id: string;
}

export async function createRole(run: LocalRun, RoleName: string): Promise<NamedPrincipal> {
  const AssumeRolePolicyDocument = JSON.stringify(trustPolicy({ accountId: EMULATOR_ACCOUNT }));
  const command = new CreateRoleCommand({ RoleName, Path: "/ci/", AssumeRolePolicyDocument });
  const { Role } = await createClients(run).iam.send(command);
  return { arn: Role?.Arn ?? "", id: Role?.RoleId ?? "" };
}

export async function recreateRole(run: LocalRun, RoleName: string): Promise<NamedPrincipal> {
  await createClients(run).iam.send(new DeleteRoleCommand({ RoleName }));
  return createRole(run, RoleName);
}

export async function createUser(run: LocalRun, UserName: string): Promise<NamedPrincipal> {
  const { User } = await createClients(run).iam.send(new CreateUserCommand({ UserName }));
  return { arn: User?.Arn ?? "", id: User?.UserId ?? "" };
}

export async function recreateUser(run: LocalRun, UserName: string): Promise<NamedPrincipal> {
  await createClients(run).iam.send(new DeleteUserCommand({ UserName }));
  return createUser(run, UserName);
}

/** Returns the key policy of a stack as KMS stores it. */
export async function liveKeyPolicy(run: LocalRun, { keyAlias }: TestStack): Promise<string> {
  const { kms } = createClients(run);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyAlias }));
  const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, PolicyName: "default" }));
  return Policy;
}

/**
 * Replaces the ARN of a deleted principal with its unique id in the key policy. AWS does this automatically, but the
 * emulator keeps the ARN.
 */
export async function showDeleted(run: LocalRun, stack: TestStack, { arn, id }: NamedPrincipal): Promise<void> {
  const { kms } = createClients(run);
  const named = await liveKeyPolicy(run, stack);
  const Policy = named.replaceAll(/"AWS": ?(\[[^\]]*\]|"[^"]*")/g, (names) => names.replaceAll(`"${arn}"`, `"${id}"`));
  if (Policy === named) throw new Error(`The key policy does not name ${arn}.`);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: stack.keyAlias }));
  await kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, PolicyName: "default", Policy }));
}
