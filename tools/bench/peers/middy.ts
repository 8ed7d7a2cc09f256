import middy from "@middy/core";
import ssm from "@middy/ssm";
import xray from "aws-xray-sdk-core";

/**
 * The same handler with middy and its ssm middleware, configured for a path and for X-Ray as in its documentation. X-Ray
 * requires `disablePrefetch`.
 * @see https://middy.js.org/docs/middlewares/ssm
 */
const path = `/${process.env["ENV"] ?? ""}/${process.env["APP_CONFIG_PATH"] ?? ""}/`;

export const handler = middy()
  .use(
    ssm({
      fetchData: { sections: path },
      cacheExpiry: Number(process.env["CACHE_TTL_SECONDS"]) * 1000,
      setToContext: true,
      awsClientCapture: xray.captureAWSv3Client,
      disablePrefetch: true,
    }),
  )
  .handler((_event: unknown, { sections }: { readonly sections: unknown }) => ({ sections }));
