import { XRayClient } from "@aws-sdk/client-xray";
import { RunError } from "../../local/runError.ts";
import type { StackReport } from "../model.ts";
import type { DeployedFunction } from "./deployedFunction.ts";
import { timeWindows } from "./timeWindows.ts";
import { xrayFailure } from "./xrayFailure.ts";
import { xrayServiceMap } from "./fetchServiceMap.ts";
import { xrayTraces } from "./fetchTraces.ts";

/** X-Ray throttles whoever reads much: the SDK's pauses grow to some 20 seconds until it gives up. */
const MAX_ATTEMPTS = 8;

/** What X-Ray has of a deployed stack since some time ago. It takes credentials as every AWS SDK does, with RIGHTS. */
export async function xrayStackReport(
  name: string,
  { functionName, region, invokeCommand }: DeployedFunction,
  since: { readonly text: string; readonly ms: number },
): Promise<StackReport> {
  const client = new XRayClient({ region, maxAttempts: MAX_ATTEMPTS });
  const nowMs = Date.now();
  const windows = timeWindows(nowMs - since.ms, nowMs);
  try {
    const { traces, leftOut } = await xrayTraces(client, functionName, windows);
    if (traces.length === 0) {
      if (leftOut.length > 0) throw new RunError(`${leftOut.join(" ")} No other is there: try again in a minute.`);
      throw new RunError(
        `X-Ray has no trace of ${functionName} in ${region} from the last ${since.text}. Invoke the function and wait half ` +
          `a minute, or look further back with --since:\n  ${invokeCommand}`,
      );
    }
    const serviceMap = await xrayServiceMap(client, functionName, windows);
    return { name, functionName, region, traces, leftOut, serviceMap };
  } catch (error) {
    throw xrayFailure(error, region);
  } finally {
    client.destroy();
  }
}
