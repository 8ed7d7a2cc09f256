/** The Lambda runtimes that are measured. */
export type Runtime = "nodejs24.x" | "python3.13";

/** A trace ID that samples the request. Lambda sets it for each invocation, in the variable `_X_AMZN_TRACE_ID`. */
export const TRACE_ID = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/**
 * Returns the environment variables that Lambda and a deployment set, as far as handlers and packages read them. The
 * configuration is loaded by the first invocation.
 *
 * @param taskRoot the directory of the unpacked package
 */
export const lambdaVariables = (runtime: Runtime, taskRoot: string): Record<string, string> => ({
  LAMBDA_TASK_ROOT: taskRoot,
  AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  AWS_REGION: "eu-west-1",
  AWS_DEFAULT_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_SESSION_TOKEN: "none",
  _X_AMZN_TRACE_ID: TRACE_ID,
  ...functionVariables(2),
  LOAD_DURING_INIT: "false",
});

/** Returns the environment variables that a deployment sets, for the path with this number of parameters. */
export const functionVariables = (parameters: number): Record<string, string> => ({
  AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
  AWS_XRAY_TRACING_NAME: "bench",
  ENV: "dev",
  APP_CONFIG_PATH: `bench${parameters}`,
  CACHE_TTL_SECONDS: "300",
  CACHE_MAX_STALE_SECONDS: "3600",
  // Only this project masks secrets, and all candidates must return the same response.
  REVEAL_SECRETS: "true",
});
