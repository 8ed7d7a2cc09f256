/**
 * @file Replaces `@aws-sdk/credential-provider-node` in the bundles. Lambda does not need the package's other credential
 * sources. With the package, the zip file of `viewer.ts` is 132 KB instead of 90 KB.
 */

/** The credentials of an execution environment. */
export interface LambdaCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Returns a provider of the credentials in the environment, where Lambda always sets those of the function's role. */
export function defaultProvider(): () => Promise<LambdaCredentials> {
  return () => Promise.resolve().then(readCredentials);
}

function readCredentials(): LambdaCredentials {
  const accessKeyId = process.env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = process.env["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = process.env["AWS_SESSION_TOKEN"];
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set. Lambda sets them: run this code in Lambda.",
    );
  }
  return sessionToken ? { accessKeyId, secretAccessKey, sessionToken } : { accessKeyId, secretAccessKey };
}
