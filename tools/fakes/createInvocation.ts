import type { Context } from "aws-lambda";
import type { CacheStatus, Invocation } from "../../app/runtime/defineHandler.ts";

/**
 * Creates the second argument of a function's `handle`, for a test without AWS: an invocation with 5 s left, whose
 * configuration was just loaded.
 *
 * @example
 * const app = await handler.setUp(configuration);
 * const response = await handler.handle({ to: "Ada" }, createInvocation({ app, configuration }));
 */
export const createInvocation = <Configuration, App>(
  { configuration, app }: Pick<Invocation<Configuration, App>, "configuration" | "app">,
  cache: CacheStatus = { state: "miss", ageSeconds: 0, version: "test" },
): Invocation<Configuration, App> => ({ app, configuration, context: CONTEXT, cache });

/** Without the deprecated callbacks of Lambda's context. */
const CONTEXT = {
  awsRequestId: "00000000-0000-0000-0000-000000000000",
  callbackWaitsForEmptyEventLoop: true,
  functionName: "test",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:test",
  memoryLimitInMB: "256",
  logGroupName: "/aws/lambda/test",
  logStreamName: "test",
  getRemainingTimeInMillis: () => 5000,
} as Context;
