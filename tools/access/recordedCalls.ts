import type { AwsCall } from "../lib/awsCall.ts";
import { EMULATOR_ACCOUNT } from "../local/emulator.ts";
import recording from "./recordedCalls.json" with { type: "json" };

/** The account in which the calls were recorded. */
export const RECORDED_ACCOUNT = EMULATOR_ACCOUNT;

/** The keyAdministrators of the recorded stacks: a role and a user. */
export const RECORDED_ADMINISTRATORS = [
  `arn:aws:iam::${RECORDED_ACCOUNT}:role/ci-deployer`,
  `arn:aws:iam::${RECORDED_ACCOUNT}:user/operator`,
] as const;

/** The permissionsBoundary that the recorded stacks have for a time. */
export const RECORDED_BOUNDARY = `arn:aws:iam::${RECORDED_ACCOUNT}:policy/boundary`;

/** The recorded stacks, and whether refreshOnChange was set. Without it, the deployer needs a smaller policy. */
export const REFRESH_ON_CHANGE_BY_STACK = { dev: true, prod: false } as const;

/** Every AWS call of deploying both stacks, as recorded by `npm run policy:record`. */
export const recordedCalls: readonly AwsCall[] = recording.calls;
