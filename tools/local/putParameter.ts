import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { REGION } from "./localRun.ts";

export interface PutByHand {
  /** The stack's. */
  readonly path: string;
  readonly keyAlias: string;
  readonly section: string;
  readonly value: string;
  /** A SecureString under the stack's key. */
  readonly secret?: boolean;
}

/** Writes a parameter behind Pulumi's back, as somebody would with the AWS CLI in the run's environment. */
export async function putParameter({ path, keyAlias, section, value, secret = false }: PutByHand): Promise<void> {
  const client = new SSMClient({ region: REGION });
  await client.send(
    new PutParameterCommand({
      Name: `${path}/${section}`,
      Value: value,
      Type: secret ? "SecureString" : "String",
      KeyId: secret ? keyAlias : undefined,
      Overwrite: true,
    }),
  );
  client.destroy();
}
