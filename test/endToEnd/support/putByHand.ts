import { PutParameterCommand } from "@aws-sdk/client-ssm";
import type { LocalRun } from "../../../local/localRun.ts";
import { clientsOf } from "./awsState.ts";
import type { TestStack } from "./testStack.ts";

export interface PutByHand {
  readonly section: string;
  readonly value: string;
  /** A SecureString under the stack's key. */
  readonly secret?: boolean;
}

/** Writes a parameter behind Pulumi's back, as somebody would with the AWS CLI. */
export async function putByHand(run: LocalRun, stack: TestStack, { section, value, secret }: PutByHand): Promise<void> {
  await clientsOf(run).ssm.send(
    new PutParameterCommand({
      Name: `${stack.path}/${section}`,
      Value: value,
      Type: secret ? "SecureString" : "String",
      KeyId: secret ? stack.keyAlias : undefined,
      Overwrite: true,
    }),
  );
}
