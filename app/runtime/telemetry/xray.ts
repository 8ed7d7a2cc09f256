import contextUtils from "aws-xray-sdk-core/dist/lib/context_utils.js";
import lambda from "aws-xray-sdk-core/dist/lib/env/aws_lambda.js";
import { captureAWSClient } from "aws-xray-sdk-core/dist/lib/patchers/aws3_p.js";
import Segment from "aws-xray-sdk-core/dist/lib/segments/segment.js";

// The package's index also loads what captures HTTP, SQL, promises and version 2 of the AWS SDK, and the plugins for
// servers: more than is needed here, in every cold start. Like the index, this takes up Lambda's trace.
if (process.env["LAMBDA_TASK_ROOT"]) lambda.init();

export const { getNamespace, getSegment, setSegment } = contextUtils;
export { captureAWSClient, Segment };
