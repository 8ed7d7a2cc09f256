import type { SSMClient } from "@aws-sdk/client-ssm";
// The package is CommonJS, and Node.js finds no named exports in it.
import xray from "aws-xray-sdk-core";

/** Makes each request of a client a subsegment of the invocation's X-Ray trace. */
export function traced(client: SSMClient): SSMClient {
  return xray.captureAWSv3Client(client);
}
