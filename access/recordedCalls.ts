import recording from "./recordedCalls.json" with { type: "json" };
import type { AwsCall } from "./awsCall.ts";

/** The account that the calls were recorded in. */
export const RECORDED_ACCOUNT = "000000000000";

/** Every AWS call that deploying both stacks makes, as `npm run record-calls` has written them down. */
export const recordedCalls: readonly AwsCall[] = recording.calls;
