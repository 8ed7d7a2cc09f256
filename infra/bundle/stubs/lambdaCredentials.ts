export interface LambdaCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Stands for `@aws-sdk/credential-provider-node` in the bundle: Lambda always puts the role's credentials into the
 * environment, so that the rest of the SDK's chain need not be packed.
 */
export function defaultProvider(): () => Promise<LambdaCredentials> {
  return () => Promise.resolve().then(readCredentials);
}

function readCredentials(): LambdaCredentials {
  const accessKeyId = process.env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = process.env["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = process.env["AWS_SESSION_TOKEN"];
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set, as Lambda does. Run this code in Lambda.",
    );
  }
  return sessionToken ? { accessKeyId, secretAccessKey, sessionToken } : { accessKeyId, secretAccessKey };
}
