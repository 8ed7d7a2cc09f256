import { XRayClient } from "@aws-sdk/client-xray";
import { awsClientConfig } from "../../../infra/aws/awsClientConfig.ts";
import type { AwsSettings } from "../../../infra/aws/awsSettings.ts";
import { CliError } from "../../lib/cliError.ts";
import type { FunctionReport, StackReport, Trace } from "../model.ts";
import { fetchServiceMap } from "./fetchServiceMap.ts";
import { fetchTraces, MAX_TRACES } from "./fetchTraces.ts";
import type { DeployedStack } from "./readDeployedStack.ts";
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
 * @throws CliError if there are no traces of any function
 */
export async function fetchStackReport(
  { name, region, functions: deployed }: DeployedStack,
  since: { readonly text: string; readonly ms: number },
  settings: AwsSettings = () => undefined,
): Promise<StackReport> {
  const client = new XRayClient({ ...awsClientConfig(settings, "xray"), region, maxAttempts: MAX_ATTEMPTS });
  const nowMs = Date.now();
  const windows = splitTimeRange(nowMs - since.ms, nowMs);
  const maxTraces = Math.floor(MAX_TRACES / deployed.length);
  const functions: FunctionReport[] = [];
  try {
    for (const { functionName, invokeCommand } of deployed) {
      const { traces, omissions } = await fetchTraces(client, functionName, windows, maxTraces);
      const none =
        `X-Ray has no traces of ${functionName} in ${region} from the last ${since.text}. Fix: pass a longer --since, or ` +
        `invoke the function with an event in event.json, and wait 30 seconds:\n  ${invokeCommand}`;
      functions.push({ functionName, traces, omissions: explainNoTraces(traces, omissions, none) });
    }
    if (functions.every(({ traces }) => traces.length === 0)) {
      throw new CliError(functions.flatMap(({ omissions }) => omissions).join("\n"));
    }
    const names = functions.map(({ functionName }) => functionName);
    return { name, region, functions, serviceMap: await fetchServiceMap(client, names, windows) };
  } catch (error) {
    throw explainXrayError(error, region);
  } finally {
    client.destroy();
  }
}

/** Returns the sentences about missing traces, and why there is no trace at all if there is none. */
function explainNoTraces(traces: readonly Trace[], omissions: readonly string[], none: string): readonly string[] {
  if (traces.length > 0) return omissions;
  return omissions.length > 0 ? [...omissions, "There are no other traces. Fix: try again in a minute."] : [none];
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
