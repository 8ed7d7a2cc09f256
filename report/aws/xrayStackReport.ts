import { XRayClient } from "@aws-sdk/client-xray";
import { RunError } from "../../local/runError.ts";
import type { StackReport } from "../report.ts";
import type { DeployedFunction } from "./stackOutputs.ts";
import { timeWindows } from "./timeWindows.ts";
import { xrayServiceMap } from "./xrayServiceMap.ts";
import { xrayTraces } from "./xrayTraces.ts";

/** What X-Ray has of a deployed stack since some time ago. It takes credentials as every AWS SDK does, with these RIGHTS. */
export async function xrayStackReport(
  name: string,
  { functionName, region, invokeCommand }: DeployedFunction,
  since: { readonly text: string; readonly ms: number },
): Promise<StackReport> {
  const client = new XRayClient({ region });
  const nowMs = Date.now();
  const windows = timeWindows(nowMs - since.ms, nowMs);
  try {
    const traces = await xrayTraces(client, functionName, windows);
    if (traces.length === 0) {
      throw new RunError(
        `X-Ray has no trace of ${functionName} in ${region} from the last ${since.text}. Invoke the function and wait half ` +
          `a minute, or look further back with --since:\n  ${invokeCommand}`,
      );
    }
    return { name, functionName, region, traces, serviceMap: await xrayServiceMap(client, functionName, windows) };
  } catch (error) {
    throw explained(error);
  } finally {
    client.destroy();
  }
}

/** What `npm run profile` needs. X-Ray does not narrow it to a resource. */
export const RIGHTS = "xray:GetTraceSummaries, xray:BatchGetTraces and xray:GetServiceGraph";

/** By the name of the SDK's error. */
const HELP: Readonly<Record<string, string>> = {
  AccessDeniedException: `These credentials may not read traces: ${RIGHTS} are needed.`,
  CredentialsProviderError: "There are no AWS credentials: set AWS_PROFILE, or sign in with `aws sso login`.",
  ExpiredTokenException: "The AWS credentials have expired: sign in again.",
  UnrecognizedClientException: "AWS does not know these credentials.",
};

function explained(error: unknown): unknown {
  const help = error instanceof Error ? HELP[error.name] : undefined;
  return help === undefined || !(error instanceof Error) ? error : new RunError(`${help}\nAWS said: ${error.message}`);
}
