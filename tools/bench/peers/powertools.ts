import { SSMProvider } from "@aws-lambda-powertools/parameters/ssm";
import { SSMClient } from "@aws-sdk/client-ssm";
import xray from "aws-xray-sdk-core";

/**
 * The same handler with Powertools for AWS Lambda, configured as in its documentation. One provider at module scope uses a
 * client that X-Ray traces.
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/parameters/
 */
const provider = new SSMProvider({ awsSdkV3Client: xray.captureAWSv3Client(new SSMClient({})) });
const path = `/${process.env["ENV"] ?? ""}/${process.env["APP_CONFIG_PATH"] ?? ""}`;
const options = { decrypt: true, transform: "json", maxAge: Number(process.env["CACHE_TTL_SECONDS"]) } as const;

export const handler = async () => ({ sections: await provider.getMultiple(path, options) });
