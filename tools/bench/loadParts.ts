import { bundleFiles } from "../../infra/bundle/bundleFiles.ts";
import { BUNDLE_RUNTIME } from "../../infra/bundle/functionBundle.ts";
import type { Candidate } from "./candidate.ts";

/** The imports of `app/runtime/` from the AWS SDK, and its client. */
const AWS_SDK = `
  import { GetParametersByPathCommand, GetParametersCommand, SSMClient, SSMServiceException } from "@aws-sdk/client-ssm";
  import { getRetryPlugin, StandardRetryStrategy } from "@smithy/core/retry";
  const client = new SSMClient({});`;
const AWS_SDK_USED =
  "GetParametersByPathCommand, GetParametersCommand, SSMServiceException, getRetryPlugin, StandardRetryStrategy";

/** The imports of `app/runtime/` from the X-Ray SDK. */
const XRAY_SDK = `
  import contextUtils from "aws-xray-sdk-core/dist/lib/context_utils.js";
  import lambda from "aws-xray-sdk-core/dist/lib/env/aws_lambda.js";
  import { captureAWSClient } from "aws-xray-sdk-core/dist/lib/patchers/aws3_p.js";
  import Segment from "aws-xray-sdk-core/dist/lib/segments/segment.js";
  lambda.init();`;

/**
 * Returns parts of this project's function, each with what it adds to the part before it, and bundled in the same way. The
 * whole function adds the code of this project.
 */
export async function loadPartCandidates(root: string): Promise<readonly Candidate[]> {
  const parts = {
    "the AWS SDK": `${AWS_SDK} export const handler = [client, ${AWS_SDK_USED}];`,
    "the X-Ray SDK": `${AWS_SDK} ${XRAY_SDK}
      export const handler = [captureAWSClient(client), ${AWS_SDK_USED}, contextUtils, Segment];`,
  };
  return Promise.all(
    Object.entries(parts).map(async ([name, contents]) => {
      const { files } = await bundleFiles(root, { client: "@aws-sdk/client-ssm", contents });
      return { ...BUNDLE_RUNTIME, name, files };
    }),
  );
}
