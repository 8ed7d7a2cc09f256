import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import type { AccessKey } from "../local-provider/awsClients.ts";
import { EMULATOR_CREDENTIALS } from "./emulator.ts";

/** The adminUser of every local stack. */
export const ADMIN_USER = "parameter-admin";

/** Creates the user who administers the keys and deploys. Stacks reject the root user, the only initial one. */
export async function createAdminUser(endpoint: string, region: string): Promise<AccessKey> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = EMULATOR_CREDENTIALS;
  const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  await iam.send(new CreateUserCommand({ UserName: ADMIN_USER }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: ADMIN_USER }));
  iam.destroy();
  return { accessKeyId: key?.AccessKeyId ?? "", secretAccessKey: key?.SecretAccessKey ?? "" };
}
