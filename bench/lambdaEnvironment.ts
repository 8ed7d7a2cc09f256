import type { UnpackedCandidate } from "./candidate.ts";

/** The environment variables of Lambda and of the deployment that the handler's code and packages look at. */
export function lambdaEnvironment({ directory }: UnpackedCandidate): Record<string, string> {
  return {
    LAMBDA_TASK_ROOT: directory,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: "bench",
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_SESSION_TOKEN: "none",
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_TRACING_NAME: "bench",
    _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    ENV: "dev",
    APP_CONFIG_PATH: "bench",
    CACHE_TTL_SECONDS: "300",
    CACHE_MAX_STALE_SECONDS: "3600",
  };
}
