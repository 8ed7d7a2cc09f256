import { SSMProvider } from "@aws-lambda-powertools/parameters/ssm";
import { SSMClient } from "@aws-sdk/client-ssm";
import xray from "aws-xray-sdk-core";

/** The same handler with Powertools for AWS Lambda, which also gets the parameters at the top level of the module. */
const provider = new SSMProvider({ awsSdkV3Client: xray.captureAWSv3Client(new SSMClient({})) });
const path = `/${process.env["ENV"] ?? ""}/${process.env["APP_CONFIG_PATH"] ?? ""}`;
const options = { decrypt: true, transform: "json", maxAge: Number(process.env["CACHE_TTL_SECONDS"]) } as const;

await provider.getMultiple(path, options);

export const handler = async () => ({ sections: await provider.getMultiple(path, options) });
