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

type Calls = Readonly<Record<string, (kms: KMSClient) => Promise<unknown>>>;

export type Verdict = "allowed" | "not allowed" | "denied by the key policy";

/** Returns the verdict on a signed request. Throws errors that are not verdicts. */
export async function verdictOf(request: Promise<unknown>): Promise<Verdict> {
  try {
    await request;
    return "allowed";
  } catch (error) {
    if (!(error instanceof Error) || !/^AccessDenied(Exception)?$/.test(error.name)) throw error;
    return error.message.includes("explicit deny in a resource-based policy")
      ? "denied by the key policy"
      : "not allowed";
  }
}

/** Sends the calls and returns the verdict on each. */
export async function verdictsOn(calls: Calls, kms: KMSClient): Promise<Record<string, Verdict>> {
  const verdicts: Record<string, Verdict> = {};
  for (const [name, call] of Object.entries(calls)) verdicts[name] = await verdictOf(call(kms));
  return verdicts;
}

/** Returns a call for each administrative action on the key, in an order that leaves the key unchanged. */
export const administrativeCalls = (KeyId: string, policy: object): Calls => ({
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

/** The arguments of the calls that use a key directly. */
interface DirectCallsArgs {
  readonly KeyId: string;
  readonly policy: object;
  readonly stack: Stack;
  /** The encryption context. */
  readonly PARAMETER_ARN: string;
  /** Encrypts the text that the decrypt call needs. */
  readonly encryptor: KMSClient;
}

/** Returns the calls of a principal that uses a stack's key directly, outside Parameter Store. */
export async function directCalls({ KeyId, policy, stack, PARAMETER_ARN, encryptor }: DirectCallsArgs) {
  const encryption = { KeyId, EncryptionContext: { PARAMETER_ARN } };
  const encrypt = new EncryptCommand({ ...encryption, Plaintext: Buffer.from("secret") });
  const { CiphertextBlob } = await encryptor.send(encrypt);
  const grant = { GranteePrincipal: stack.adminArn, Operations: ["Decrypt" as const] };
  return {
    describe: (kms) => kms.send(new DescribeKeyCommand({ KeyId })),
    readPolicy: (kms) => kms.send(new GetKeyPolicyCommand({ KeyId })),
    writePolicy: (kms) => kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(policy) })),
    encrypt: (kms) => kms.send(encrypt),
    dataKey: (kms) => kms.send(new GenerateDataKeyCommand({ ...encryption, KeySpec: "AES_256" })),
    decrypt: (kms) => kms.send(new DecryptCommand({ ...encryption, CiphertextBlob })),
    grant: (kms) => kms.send(new CreateGrantCommand({ KeyId, ...grant })),
  } satisfies Calls;
}
