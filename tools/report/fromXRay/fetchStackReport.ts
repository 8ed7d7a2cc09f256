import { XRayClient } from "@aws-sdk/client-xray";
import { awsClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import type { AwsSettings } from "../../../infra/aws/awsSettings.ts";
import { CliError } from "../../lib/cliError.ts";
import type { StackReport } from "../model.ts";
import type { DeployedFunction } from "./deployedFunction.ts";
import { fetchServiceMap } from "./fetchServiceMap.ts";
import { fetchTraces } from "./fetchTraces.ts";
import { splitTimeRange } from "./timeRange.ts";

/** The IAM actions that a report needs. X-Ray does not support resource-level permissions for them. */
export const REQUIRED_ACTIONS = "xray:GetTraceSummaries, xray:BatchGetTraces and xray:GetServiceGraph";

/** X-Ray throttles clients that read many traces. With 8 attempts, the SDK's backoff grows to about 20 seconds. */
const MAX_ATTEMPTS = 8;

/** Causes and fixes by the name of the SDK's error. */
const KNOWN_ERRORS: Readonly<Record<string, string>> = {
  AccessDeniedException: `The AWS credentials do not allow reading traces. Fix: allow ${REQUIRED_ACTIONS}.`,
  CredentialsProviderError: "AWS credentials are missing. Fix: set AWS_PROFILE, or sign in with `aws sso login`.",
  ExpiredTokenException: "The AWS credentials have expired. Fix: sign in again.",
  InvalidSignatureException:
    "AWS rejected the signature of a request. Fix: check the secret access key and this machine's clock.",
  ThrottledException: "X-Ray throttles this account. Fix: try again later, or pass a shorter --since.",
  UnrecognizedClientException:
    "AWS does not recognize the credentials. Fix: check the access key and the session token.",
};

/**
 * Fetches a deployed stack's traces and service map from X-Ray. Takes credentials, which need
 * `REQUIRED_ACTIONS`, proxy and CA bundle from where a deployment takes them.
 * @param since the length of the time range until now, and the user's text for it
 * @param settings the stack's `aws:` settings
 */
export async function fetchStackReport(
  name: string,
  { functionName, region, invokeCommand }: DeployedFunction,
  since: { readonly text: string; readonly ms: number },
  settings: AwsSettings = () => undefined,
): Promise<StackReport> {
  const client = new XRayClient({ ...awsClientConfig(settings, "xray"), region, maxAttempts: MAX_ATTEMPTS });
  const nowMs = Date.now();
  const windows = splitTimeRange(nowMs - since.ms, nowMs);
  try {
    const { traces, omissions } = await fetchTraces(client, functionName, windows);
    if (traces.length === 0) {
      if (omissions.length > 0) {
        throw new CliError(`${omissions.join(" ")} There are no other traces. Fix: try again in a minute.`);
      }
      throw new CliError(
        `X-Ray has no traces of ${functionName} in ${region} from the last ${since.text}. Fix: pass a longer --since, or ` +
          `invoke the function and wait 30 seconds:\n  ${invokeCommand}`,
      );
    }
    const serviceMap = await fetchServiceMap(client, functionName, windows);
    return { name, functionName, region, traces, omissions, serviceMap };
  } catch (error) {
    throw explainXrayError(error, region);
  } finally {
    client.destroy();
  }
}

/** Returns a readable error for a failure of AWS or the network. Returns other errors unchanged, with their stack. */
function explainXrayError(error: unknown, region: string): unknown {
  if (!(error instanceof Error) || error instanceof TypeError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const explanation = KNOWN_ERRORS[error.name];
  if (explanation === undefined && code === undefined && !("$metadata" in error)) return error;
  // After failing to connect to several addresses, Node.js throws an error with an empty message.
  const cause = [code ?? error.name, error.message].filter((part) => part !== "").join(": ");
  return new CliError(`${explanation ?? "Cannot read the traces."}\nX-Ray in ${region}: ${cause}`);
}
