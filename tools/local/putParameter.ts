import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { REGION } from "./localRun.ts";

export interface ParameterToPut {
  /** The parameter path of the stack. */
  readonly path: string;
  readonly keyAlias: string;
  readonly section: string;
  readonly value: string;
  /** Whether to write a SecureString under the stack's key. Default: false. */
  readonly secret?: boolean;
}

/** Writes a parameter outside Pulumi, like `aws ssm put-parameter` in the run's environment. */
export async function putParameter({ path, keyAlias, section, value, secret = false }: ParameterToPut): Promise<void> {
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
