import {
  CancelKeyDeletionCommand,
  CreateGrantCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { Stack } from "../../../tools/access/stack.ts";
import { verdictOf } from "./verdict.ts";
import type { Verdict } from "./verdict.ts";

type Calls = Readonly<Record<string, (kms: KMSClient) => Promise<unknown>>>;

/** One verdict for each call. */
export async function verdictsOn(calls: Calls, kms: KMSClient): Promise<Record<string, Verdict>> {
  const verdicts: Record<string, Verdict> = {};
  for (const [name, call] of Object.entries(calls)) verdicts[name] = await verdictOf(call(kms));
  return verdicts;
}

/** A call for each action on the key itself by which it is administered, in an order that leaves it as it was. */
export const administrationOf = (KeyId: string, policy: object): Calls => ({
  "kms:DescribeKey": (kms) => kms.send(new DescribeKeyCommand({ KeyId })),
  "kms:GetKeyPolicy": (kms) => kms.send(new GetKeyPolicyCommand({ KeyId })),
  "kms:GetKeyRotationStatus": (kms) => kms.send(new GetKeyRotationStatusCommand({ KeyId })),
  "kms:ListResourceTags": (kms) => kms.send(new ListResourceTagsCommand({ KeyId })),
  "kms:PutKeyPolicy": (kms) => kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(policy) })),
  "kms:UpdateKeyDescription": (kms) => kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "another" })),
  "kms:EnableKeyRotation": (kms) => kms.send(new EnableKeyRotationCommand({ KeyId })),
  "kms:DisableKeyRotation": (kms) => kms.send(new DisableKeyRotationCommand({ KeyId })),
  "kms:TagResource": (kms) => kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "a", TagValue: "b" }] })),
  "kms:UntagResource": (kms) => kms.send(new UntagResourceCommand({ KeyId, TagKeys: ["a"] })),
  "kms:ScheduleKeyDeletion": (kms) => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
  "kms:CancelKeyDeletion": (kms) => kms.send(new CancelKeyDeletionCommand({ KeyId })),
  "kms:DisableKey": (kms) => kms.send(new DisableKeyCommand({ KeyId })),
  "kms:EnableKey": (kms) => kms.send(new EnableKeyCommand({ KeyId })),
});

/**
 * What somebody might want of a stack's key, called outside Parameter Store, with the encryption context of the
 * stack's parameters.
 *
 * @param sealer who encrypts what is then decrypted
 */
export async function usesOf(KeyId: string, policy: object, stack: Stack, sealer: KMSClient) {
  const PARAMETER_ARN = `arn:aws:ssm:${stack.region}:${stack.accountId}:parameter${stack.parameterPath}/appSecrets`;
  const sealed = { KeyId, EncryptionContext: { PARAMETER_ARN } };
  const encrypt = new EncryptCommand({ ...sealed, Plaintext: Buffer.from("secret") });
  const { CiphertextBlob } = await sealer.send(encrypt);
  const grant = { GranteePrincipal: stack.adminArn, Operations: ["Decrypt" as const] };
  return {
    describe: (kms) => kms.send(new DescribeKeyCommand({ KeyId })),
    readPolicy: (kms) => kms.send(new GetKeyPolicyCommand({ KeyId })),
    writePolicy: (kms) => kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(policy) })),
    encrypt: (kms) => kms.send(encrypt),
    dataKey: (kms) => kms.send(new GenerateDataKeyCommand({ ...sealed, KeySpec: "AES_256" })),
    decrypt: (kms) => kms.send(new DecryptCommand({ ...sealed, CiphertextBlob })),
    grant: (kms) => kms.send(new CreateGrantCommand({ KeyId, ...grant })),
  } satisfies Calls;
}
