import type { AwsCall } from "../lib/awsCall.ts";
import { EMULATOR_ACCOUNT } from "../local/emulator.ts";
import recording from "./recordedCalls.json" with { type: "json" };

/** The account that the calls were recorded in. */
export const RECORDED_ACCOUNT = EMULATOR_ACCOUNT;

/** The keyAdministrators that a recording gives its stacks: a role and a user. */
export const RECORDED_ADMINISTRATORS = [
  `arn:aws:iam::${RECORDED_ACCOUNT}:role/ci-deployer`,
  `arn:aws:iam::${RECORDED_ACCOUNT}:user/operator`,
] as const;

/** The stacks that were recorded, and whether they had refreshOnChange: the calls without it are those of a smaller policy. */
export const REFRESH_ON_CHANGE = { dev: true, prod: false } as const;

/** Every AWS call that deploying both stacks makes, as `npm run policy:record` has written them down. */
export const recordedCalls: readonly AwsCall[] = recording.calls;
